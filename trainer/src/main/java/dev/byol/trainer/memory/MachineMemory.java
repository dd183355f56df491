package dev.byol.trainer.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that the processes of this machine or container may use together.
 *
 * @param bytes how much
 * @param owner what has it, for people: {@code this machine} or {@code this control group}
 */
public record MachineMemory(long bytes, String owner) {
  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");

  /** Of this machine or container; unlimited where the system does not tell. */
  public static MachineMemory here() {
    OptionalLong total = total();
    OptionalLong limit = Cgroup.ofThisProcess().memoryBytes();
    return limit.isPresent() && limit.getAsLong() < total.orElse(Long.MAX_VALUE)
        ? new MachineMemory(limit.getAsLong(), "this control group (container)")
        : new MachineMemory(total.orElse(Long.MAX_VALUE), "this machine");
  }

  /** The machine's own memory; empty where it is not told. */
  public static OptionalLong total() {
    try {
      Matcher matcher = TOTAL.matcher(Files.readString(Path.of("/proc/meminfo")));
      return matcher.find()
          ? OptionalLong.of(1024 * Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
