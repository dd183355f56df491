package dev.byol.trainer.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The limits of this process's control group and of those around it, of version 2 or 1.
 *
 * @param cores processors' worth of time; empty without a quota
 * @param memoryBytes limit of the memory; empty without one
 */
public record Cgroup(OptionalDouble cores, OptionalLong memoryBytes) {
  /** Version 1 writes a number near 2^63 for "no limit". */
  private static final long NO_LIMIT = 1L << 60;

  /** Reads the limits of this process. */
  public static Cgroup ofThisProcess() {
    return read(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
  }

  /**
   * Reads the limits: the tightest of a group and all that it lies in.
   *
   * @param root where the control groups are mounted
   * @param membership the process's groups, a line {@code number:controllers:path} each; in a
   *     container they are often named as on the host, where only the root is to be seen
   */
  static Cgroup read(Path root, Path membership) {
    List<Path> groups = new ArrayList<>();
    groups.add(root);
    groups.add(root.resolve("cpu"));
    groups.add(root.resolve("memory"));
    for (String line : text(membership).split("\n")) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        Path mount = parts[1].isEmpty() ? root : root.resolve(parts[1]);
        Path inside = Path.of("/").relativize(Path.of("/" + parts[2]).normalize());
        for (Path path = inside; path != null; path = path.getParent()) {
          groups.add(mount.resolve(path));
        }
      }
    }
    return new Cgroup(
        groups.stream().flatMapToDouble(group -> cores(group).stream()).min(),
        groups.stream().flatMapToLong(group -> memory(group).stream()).min());
  }

  private static OptionalDouble cores(Path group) {
    String[] max = text(group.resolve("cpu.max")).split(" ");
    if (max.length == 2 && isNumber(max[0]) && isNumber(max[1])) {
      return OptionalDouble.of((double) Long.parseLong(max[0]) / Long.parseLong(max[1]));
    }
    String quota = text(group.resolve("cpu.cfs_quota_us"));
    String period = text(group.resolve("cpu.cfs_period_us"));
    return isNumber(quota) && isNumber(period)
        ? OptionalDouble.of((double) Long.parseLong(quota) / Long.parseLong(period))
        : OptionalDouble.empty();
  }

  private static OptionalLong memory(Path group) {
    return Stream.of("memory.max", "memory.limit_in_bytes")
        .map(file -> text(group.resolve(file)))
        .filter(text -> isNumber(text) && Long.parseLong(text) < NO_LIMIT)
        .mapToLong(Long::parseLong)
        .min();
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
