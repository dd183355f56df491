package dev.byol.trainer.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final long GIB = 1L << 30;
  private static final NativeFacts AVX2 =
      new NativeFacts("CpuBackend", "linux-x86_64-onednn-avx2", 1, 60, Optional.empty());

  @Test
  void aGoodMachineHasNoFindings() {
    assertThat(findings(machine(8, OptionalDouble.empty(), "avx2", "fma"), AVX2)).isEmpty();
  }

  @Test
  void aBuildThatDoesNotSuitTheProcessorIsFound() {
    var plain = new NativeFacts("CpuBackend", "linux-x86_64", 1, 10, Optional.empty());
    var avx512 =
        new NativeFacts("CpuBackend", "linux-x86_64-onednn-avx512", 1, 10, Optional.empty());

    assertThat(findings(machine(8, OptionalDouble.empty(), "avx2"), plain))
        .singleElement()
        .asString()
        .contains("AVX2", "several times slower");
    assertThat(findings(machine(8, OptionalDouble.empty(), "avx2"), avx512))
        .singleElement()
        .asString()
        .contains("will crash", "BYOL_JAVA_OPTS");
    assertThat(findings(machine(8, OptionalDouble.empty(), "avx2", "avx512f"), AVX2)).isEmpty();
    assertThat(findings(machine(8, OptionalDouble.empty(), "sse4_2"), plain))
        .singleElement()
        .asString()
        .contains("no AVX2");
  }

  @Test
  void aQuotaBelowTheCoresIsFoundWithTheLanesThatFit() {
    assertThat(findings(machine(4, OptionalDouble.of(2.5), "avx2"), AVX2))
        .singleElement()
        .asString()
        .contains("2.50 cores", "spec.workers.lanes to 2");
    assertThat(findings(machine(4, OptionalDouble.of(4), "avx2"), AVX2)).isEmpty();
  }

  @Test
  void manyThreadsAnOperationAreFound() {
    var threads =
        new NativeFacts("CpuBackend", "linux-x86_64-onednn-avx2", 8, 60, Optional.empty());

    assertThat(findings(machine(8, OptionalDouble.empty(), "avx2"), threads))
        .singleElement()
        .asString()
        .contains("8 threads", "OMP_NUM_THREADS=1");
  }

  @Test
  void aMissingLibraryIsTheFirstFinding() {
    var none = new NativeFacts("none", "none", 0, 0, Optional.of("no jnind4jcpu"));

    assertThat(findings(machine(8, OptionalDouble.empty(), "avx2"), none).get(0))
        .contains("cannot be loaded (no jnind4jcpu)");
  }

  @Test
  void theReportTellsTheMachine() {
    String report =
        String.join(
            "\n",
            DoctorReport.lines(machine(8, OptionalDouble.of(2), "avx2", "fma"), AVX2).stream()
                .map(line -> String.join(" ", line))
                .toList());

    assertThat(report)
        .contains("17.0.1", "8 of 16", "quota 2.00", "32.0 GiB", "limit 16.0 GiB", "avx2 fma")
        .contains("linux-x86_64-onednn-avx2, 1 thread an operation", "60.0 GFLOP/s");
  }

  @Test
  void thisMachineHasCoresAndMemory() {
    MachineFacts machine = MachineFacts.ofThisMachine(Map.of("OMP_NUM_THREADS", "1"));

    assertThat(machine.cores()).isPositive();
    assertThat(machine.javaFeature()).isGreaterThanOrEqualTo(17);
    assertThat(machine.threadSettings()).containsOnly(Map.entry("OMP_NUM_THREADS", "1"));
  }

  private static List<String> findings(MachineFacts machine, NativeFacts library) {
    return DoctorReport.findings(machine, library);
  }

  private static MachineFacts machine(int cores, OptionalDouble quota, String... features) {
    return new MachineFacts(
        "17.0.1 (Somebody)",
        17,
        GIB,
        "Copy",
        "Linux amd64",
        "Processor 9000",
        new TreeSet<>(Arrays.asList(features)),
        cores,
        16,
        quota,
        OptionalLong.of(32 * GIB),
        OptionalLong.of(16 * GIB),
        Map.of());
  }
}
