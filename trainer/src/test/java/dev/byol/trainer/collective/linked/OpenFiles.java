package dev.byol.trainer.collective.linked;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Counts the file descriptors of this process. */
final class OpenFiles {

  private OpenFiles() {}

  /** Zero where the system does not tell, so that comparisons hold. */
  static long count() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getOpenFileDescriptorCount()
        : 0;
  }
}
