package dev.byol.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.NetworkLayout;
import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.Tensors;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderTensorsTest {
  private static final int[] ONE = {1};

  @Test
  void ofOursTheEncodersWeightsAndRunningAveragesAreTakenInFloat32(@TempDir Path folder)
      throws IOException {
    DirectoryStore store = new DirectoryStore(folder);
    List<TensorEntry> state =
        List.of(
            TensorEntry.ofFloats("online/res_net18/~/initial_conv/w", ONE, 1),
            TensorEntry.ofFloats("online/projector/linear/w", ONE, 2),
            TensorEntry.ofFloats("online/classifier/w", ONE, 3),
            TensorEntry.ofFloats("target/res_net18/~/initial_conv/w", ONE, 4),
            Tensors.ofDoubles("online_state/res_net18/~/bn/~/mean_ema/average", ONE, 5),
            Tensors.ofDoubles("online_state/res_net18/~/bn/~/mean_ema/hidden", ONE, 6),
            Tensors.ofDoubles("online_state/projector/bn/~/mean_ema/average", ONE, 7));
    String fingerprint = NetworkLayout.ofEntries(state).fingerprint();
    CheckpointInfo info =
        new CheckpointInfo(
            3, 12, 8, "", "", 0, 1, 0, 0, "ResNet18", fingerprint, "", Instant.EPOCH, "0");
    CheckpointWriter writer = new CheckpointWriter(store);
    writer.commit(info, List.of(writer.writePart(info, 0, state)));

    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      List<TensorEntry> encoder = EncoderTensors.of(checkpoint);

      assertThat(encoder)
          .extracting(TensorEntry::name)
          .containsExactly("res_net18/~/bn/~/mean_ema/average", "res_net18/~/initial_conv/w");
      assertThat(encoder).allMatch(tensor -> tensor.info().dtype() == DType.F32);
      assertThat(encoder.get(0).floats().get(0)).isEqualTo(5);
      assertThat(encoder.get(0).info().shape()).containsExactly(1, 1, 1, 1);
    }
  }

  @Test
  void ofTheReferencesTheSameIsTaken() {
    TreeMap<String, TensorEntry> tensors = new TreeMap<>();
    for (String name :
        List.of(
            "online_params/res_net50/~/initial_conv/w",
            "online_params/predictor/linear/w",
            "target_params/res_net50/~/initial_conv/w",
            "online_state/res_net50/~/bn/~/var_ema/average",
            "online_state/res_net50/~/bn/~/var_ema/hidden")) {
      tensors.put(name, TensorEntry.ofFloats(name, ONE, 1));
    }

    assertThat(EncoderTensors.of(new ReferenceCheckpoint(7, List.of(), tensors)))
        .extracting(TensorEntry::name)
        .containsExactly("res_net50/~/bn/~/var_ema/average", "res_net50/~/initial_conv/w");
  }
}
