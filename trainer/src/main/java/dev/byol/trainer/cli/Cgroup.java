package dev.byol.trainer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The limits of this process's control group, of version 2 or 1.
 *
 * @param cores processors' worth of time; empty without a quota
 * @param memoryBytes limit of the memory; empty without one
 */
record Cgroup(OptionalDouble cores, OptionalLong memoryBytes) {
  /** Version 1 writes a number near 2^63 for "no limit". */
  private static final long NO_LIMIT = 1L << 60;

  /**
   * Reads the limits.
   *
   * @param root where the control groups are mounted; in a container that is the process's own
   */
  static Cgroup read(Path root) {
    return new Cgroup(cores(root), memory(root));
  }

  private static OptionalDouble cores(Path root) {
    String[] max = text(root.resolve("cpu.max")).split(" ");
    if (max.length == 2 && isNumber(max[0]) && isNumber(max[1])) {
      return OptionalDouble.of((double) Long.parseLong(max[0]) / Long.parseLong(max[1]));
    }
    String quota = text(root.resolve("cpu/cpu.cfs_quota_us"));
    String period = text(root.resolve("cpu/cpu.cfs_period_us"));
    return isNumber(quota) && isNumber(period)
        ? OptionalDouble.of((double) Long.parseLong(quota) / Long.parseLong(period))
        : OptionalDouble.empty();
  }

  private static OptionalLong memory(Path root) {
    for (String file : new String[] {"memory.max", "memory/memory.limit_in_bytes"}) {
      String text = text(root.resolve(file));
      if (isNumber(text) && Long.parseLong(text) < NO_LIMIT) {
        return OptionalLong.of(Long.parseLong(text));
      }
    }
    return OptionalLong.empty();
  }

  private static boolean isNumber(String text) {
    return text.matches("[1-9]\\d{0,18}")
        && (text.length() < 19 || text.compareTo("9223372036854775807") < 0);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
