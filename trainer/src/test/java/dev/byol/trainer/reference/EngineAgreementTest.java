package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineAgreementTest {
  @BeforeEach
  void theFastEngineRunsHere() {
    assumeThat(OneDnnEngine.obstacle(Precision.FLOAT32)).isEmpty();
  }

  @Test
  void theFastEngineAgreesWithThePortableOneOverAwkwardSizes() throws Throwable {
    EngineAgreement.check(Precision.FLOAT32);
  }

  @Test
  void inBfloat16TheFastEngineAgreesToItsTolerance() throws Throwable {
    assumeThat(OneDnnEngine.obstacle(Precision.BFLOAT16)).isEmpty();
    EngineAgreement.check(Precision.BFLOAT16);
  }

  @Test
  void theEnginesAgreeOnACpuWithoutAvx512() throws IOException, InterruptedException {
    assertThat(outputOfCheckLimitedTo("AVX2", Precision.FLOAT32))
        .contains("AVX2, float32", "agreed");
  }

  @Test
  void aCpuWithoutAvx2IsRefusedWithAReason() throws IOException, InterruptedException {
    assertThat(outputOfCheckLimitedTo("SSE41", Precision.FLOAT32))
        .contains("BYOL_ENGINE=onednn, but the CPU has no AVX2");
  }

  @Test
  void bfloat16IsRefusedWithTheCureWhereTheCpuCannotMultiplyIt()
      throws IOException, InterruptedException {
    assertThat(outputOfCheckLimitedTo("AVX512_CORE", Precision.BFLOAT16))
        .contains(
            "precision is BFloat16, but the CPU cannot multiply bfloat16 (it has "
                + widestBelowBfloat16()
                + ")",
            "set spec.precision to Float32");
  }

  /** A CPU without AVX-512 has nothing to hide. */
  private static String widestBelowBfloat16() {
    try (OneDnnEngine engine = OneDnnEngine.start(Precision.FLOAT32)) {
      return engine.description().contains("AVX-512") ? "AVX-512" : "AVX2";
    }
  }

  private static String outputOfCheckLimitedTo(String isa, Precision precision)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                EngineAgreement.class.getName(),
                precision.name()));
    builder.environment().put("ONEDNN_MAX_CPU_ISA", isa);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return output;
  }
}
