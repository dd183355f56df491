package dev.byol.trainer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {
  private static final long GIB = 1L << 30;

  @TempDir Path root;

  @Test
  void withoutControlGroupsThereAreNoLimits() throws IOException {
    assertThat(read("")).isEqualTo(new Cgroup(OptionalDouble.empty(), OptionalLong.empty()));
  }

  @Test
  void aContainerOfVersion2SeesItsOwnLimitsAtTheRoot() throws IOException {
    write("cpu.max", "200000 100000");
    write("memory.max", "1073741824");
    assertThat(read("0::/kubepods/pod1/container"))
        .isEqualTo(new Cgroup(OptionalDouble.of(2), OptionalLong.of(GIB)));
  }

  @Test
  void aContainerOfVersion1SeesItsOwnLimitsBelowEachController() throws IOException {
    write("cpu/cpu.cfs_quota_us", "150000");
    write("cpu/cpu.cfs_period_us", "100000");
    write("memory/memory.limit_in_bytes", "2147483648");
    assertThat(read("4:memory:/docker/1\n2:cpu,cpuacct:/docker/1"))
        .isEqualTo(new Cgroup(OptionalDouble.of(1.5), OptionalLong.of(2 * GIB)));
  }

  @Test
  void ofNestedGroupsTheTightestCounts() throws IOException {
    write("user.slice/memory.max", "2147483648");
    write("user.slice/session/memory.max", "max");
    write("user.slice/session/job/memory.max", "3221225472");
    assertThat(read("0::/user.slice/session/job").memoryBytes()).hasValue(2 * GIB);
  }

  @Test
  void nestedGroupsOfVersion1AreReadToo() throws IOException {
    write("memory/memory.limit_in_bytes", "9223372036854771712");
    write("memory/slurm/job/memory.limit_in_bytes", "1073741824");
    assertThat(read("7:memory:/slurm/job/step").memoryBytes()).hasValue(GIB);
  }

  @Test
  void theWordsForNoLimitAreNoLimits() throws IOException {
    write("cpu.max", "max 100000");
    write("memory.max", "max");
    write("cpu/cpu.cfs_quota_us", "-1");
    write("memory/memory.limit_in_bytes", "9223372036854771712");
    assertThat(read("0::/")).isEqualTo(new Cgroup(OptionalDouble.empty(), OptionalLong.empty()));
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text + "\n");
  }

  private Cgroup read(String membership) throws IOException {
    Path file = root.resolve("self-cgroup");
    Files.writeString(file, membership + "\n");
    return Cgroup.read(root, file);
  }
}
