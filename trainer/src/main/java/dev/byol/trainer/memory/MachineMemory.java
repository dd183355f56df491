package dev.byol.trainer.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that the processes of this machine or container may use together.
 *
 * @param bytes how much; {@link #UNKNOWN} where the system does not tell
 * @param owner what has it, for people: {@code this machine} or {@code this control group}
 */
public record MachineMemory(long bytes, String owner) {
  /** More than anything needs. */
  static final long UNKNOWN = Long.MAX_VALUE;

  /** What heaps are sized by where nobody knows: what most machines have. */
  private static final long ASSUMED = 8L << 30;

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  /** Of this machine or container. */
  public static MachineMemory here() {
    return of(total(), Cgroup.ofThisProcess().memoryBytes());
  }

  static MachineMemory of(OptionalLong total, OptionalLong limit) {
    return limit.isPresent() && limit.getAsLong() < total.orElse(UNKNOWN)
        ? new MachineMemory(limit.getAsLong(), "this control group (container)")
        : new MachineMemory(total.orElse(UNKNOWN), "this machine");
  }

  /** The machine's own memory; empty where it is not told. */
  public static OptionalLong total() {
    return total(MEMINFO);
  }

  /** What of the machine's own memory no program holds now; empty where it is not told. */
  public static OptionalLong free() {
    return told(MEMINFO, "MemAvailable");
  }

  /** By the kernel's file; where there is none, as on macOS, by Java. */
  static OptionalLong total(Path meminfo) {
    OptionalLong kernel = told(meminfo, "MemTotal");
    if (kernel.isPresent()) {
      return kernel;
    }
    long told =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return told > 0 ? OptionalLong.of(told) : OptionalLong.empty();
  }

  /** A field of the kernel's file, in bytes. */
  static OptionalLong told(Path meminfo, String field) {
    try {
      Matcher matcher =
          Pattern.compile(field + ":\\s+(\\d{1,15}) kB").matcher(Files.readString(meminfo));
      return matcher.find()
          ? OptionalLong.of(1024 * Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) {
      // Not on Linux.
      return OptionalLong.empty();
    }
  }

  /** What the heaps of workers are sized by: never unlimited, since Java reserves a heap whole. */
  public long forHeaps() {
    return bytes == UNKNOWN ? ASSUMED : bytes;
  }
}
