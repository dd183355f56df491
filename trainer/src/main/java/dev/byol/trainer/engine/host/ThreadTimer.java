package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongConsumer;

/**
 * CPU time of the thread that runs an operation: neither waiting for another lane nor a busy
 * machine is counted.
 */
final class ThreadTimer implements Timer {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Override
  public void time(Runnable work, LongConsumer taken) {
    long before = threads.getCurrentThreadCpuTime();
    work.run();
    taken.accept(threads.getCurrentThreadCpuTime() - before);
  }

  @Override
  public void settle() {}
}
