package dev.byol.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.resolved.DataFacts;
import dev.byol.api.validation.InvalidExperimentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentFileTest {
  private static final String YAML =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata: {name: photos}
      spec:
        preset: imagenette
        data: {uri: pictures}
      """;

  @TempDir Path folder;

  @Test
  void overridesAndPresetReachTheSettings() throws IOException {
    ExperimentFile file = read("spec.training.globalBatch=128", "spec.workers.lanes=3");
    var settings = file.resolve(new DataFacts(9469, 10));

    assertThat(file.name()).isEqualTo("photos");
    assertThat(file.data().uri()).isEqualTo("pictures");
    assertThat(settings.training().globalBatch()).isEqualTo(128);
    assertThat(settings.training().maxSteps()).isEqualTo(73_976);
    assertThat(HostShare.of(settings, 2, 1)).isEqualTo(new HostShare(3, 2));
  }

  @Test
  void aWorkerThatSharesTheMachineGetsAtLeastOneCore() throws IOException {
    var settings = read().resolve(new DataFacts(9469, 10));

    assertThat(HostShare.of(settings, 8, 3)).isEqualTo(new HostShare(2, 2));
    assertThat(HostShare.of(settings, 2, 3)).isEqualTo(new HostShare(1, 1));
  }

  @Test
  void aWorkerWithAGpuHasOneLaneWhateverItsCores() throws IOException {
    var settings = read("spec.workers.gpusPerWorker=1").resolve(new DataFacts(9469, 10));

    assertThat(HostShare.of(settings, 8, 1)).isEqualTo(new HostShare(1, 8));
  }

  @Test
  void anUnusableExperimentIsRefusedBeforeTheDataIsOpened() {
    assertThatThrownBy(() -> read("spec.seed=-1"))
        .isInstanceOf(InvalidExperimentException.class)
        .hasMessageStartingWith("spec.seed (--set) is -1");
  }

  private ExperimentFile read(String... overrides) throws IOException {
    return ExperimentFile.read(
        Files.writeString(folder.resolve("e.yaml"), YAML), List.of(overrides));
  }
}
