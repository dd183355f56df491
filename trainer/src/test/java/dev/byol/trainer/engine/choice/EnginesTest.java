package dev.byol.trainer.engine.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void float32RunsOnOneDnnWhereItCan() {
    assumeThat(OneDnnEngine.obstacle(Precision.FLOAT32)).isEmpty();
    Engines.Chosen chosen = Engines.choose(Precision.FLOAT32, EngineRequest.AUTO);
    try (Engine engine = chosen.engine()) {
      assertThat(engine).isInstanceOf(OneDnnEngine.class);
      assertThat(chosen.reason()).matches("Engine: oneDNN \\d+\\.\\d+\\.\\d+, AVX.*, float32\\.");
    }
  }

  @Test
  void float64RunsOnNd4jAndTheReasonIsSaid() {
    Engines.Chosen chosen = Engines.choose(Precision.FLOAT64, EngineRequest.AUTO);
    try (Engine engine = chosen.engine()) {
      assertThat(engine.precision()).isEqualTo(Precision.FLOAT64);
      assertThat(chosen.reason()).startsWith("Engine: ND4J").contains("float64");
    }
  }

  @Test
  void thePortableEngineCanBeForced() {
    Engines.Chosen chosen = Engines.choose(Precision.FLOAT32, EngineRequest.ND4J);
    try (Engine engine = chosen.engine()) {
      assertThat(engine).isInstanceOf(Nd4jEngine.class);
      assertThat(chosen.reason()).startsWith("Engine: ND4J").contains("BYOL_ENGINE");
    }
  }

  @Test
  void anEngineThatCannotDoWhatIsForcedIsAnError() {
    assertThatThrownBy(() -> Engines.choose(Precision.FLOAT64, EngineRequest.ONEDNN))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BYOL_ENGINE=onednn, but it computes in float32 and bfloat16 alone");
  }

  @Test
  void bfloat16RunsOnOneDnnAndKeepsParametersInFloat32() {
    assumeThat(OneDnnEngine.obstacle(Precision.BFLOAT16)).isEmpty();
    Engines.Chosen chosen = Engines.choose(Precision.BFLOAT16, EngineRequest.AUTO);
    try (Engine engine = chosen.engine()) {
      assertThat(engine.precision()).isEqualTo(Precision.FLOAT32);
      assertThat(chosen.reason()).endsWith("activations in bfloat16.");
    }
  }

  @Test
  void bfloat16OnThePortableEngineIsAnErrorWithTheCure() {
    assertThatThrownBy(() -> Engines.choose(Precision.BFLOAT16, EngineRequest.ND4J))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage(
            "precision is BFloat16, but BYOL_ENGINE=nd4j, and that engine has none;"
                + " set spec.precision to Float32");
  }

  @Test
  void aRunMeantForGpusIsNotComputedOnTheCpu() {
    assertThatThrownBy(() -> Engines.choose(Precision.FLOAT32, EngineRequest.AUTO, 2))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("spec.workers.gpusPerWorker is 2, but this trainer's engine, ND4J")
        .hasMessageEndingWith("'docker/build trainer-cuda', or set it to 0");
    assertThatThrownBy(() -> Engines.choose(Precision.FLOAT32, EngineRequest.ONEDNN, 2))
        .hasMessageContaining("BYOL_ENGINE=onednn, which computes on CPUs alone");
    assertThatThrownBy(() -> Engines.choose(Precision.BFLOAT16, EngineRequest.AUTO, 2))
        .hasMessageContaining("set spec.precision to Float32");
  }

  @Test
  void theRequestIsReadFromTheEnvironment() {
    assertThat(EngineRequest.of(Map.of())).isEqualTo(EngineRequest.AUTO);
    assertThat(EngineRequest.of(Map.of("BYOL_ENGINE", "onednn"))).isEqualTo(EngineRequest.ONEDNN);
    assertThatThrownBy(() -> EngineRequest.of(Map.of("BYOL_ENGINE", "mkl")))
        .hasMessage("BYOL_ENGINE is 'mkl'; set it to one of auto, onednn, nd4j, or unset it");
  }
}
