package dev.byol.trainer.telemetry.lease;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** The stacks of all threads of this process, as {@code jstack} shows them, to find a hang. */
final class StackDump {
  private static final int DEEPEST = 64;

  private StackDump() {}

  static String take() {
    var text = new StringBuilder();
    for (ThreadInfo thread :
        ManagementFactory.getThreadMXBean().dumpAllThreads(true, false, DEEPEST)) {
      text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
      LockInfo awaited = thread.getLockInfo();
      if (awaited != null) {
        text.append(" on ").append(awaited);
        if (thread.getLockOwnerName() != null) {
          text.append(" held by \"").append(thread.getLockOwnerName()).append('"');
        }
      }
      text.append('\n');
      for (StackTraceElement frame : thread.getStackTrace()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}
