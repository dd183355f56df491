package dev.byol.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.safetensors.SafetensorsFile;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencePickleTest {
  /** Protocol 2, a dictionary with one key, and a call of {@code module.name('x')} as its value. */
  private static byte[] calling(String module, String name) {
    return latin("\u0080\u0002}X\u0001\0\0\0kc" + module + "\n" + name + "\nX\1\0\0\0x\u0085Rs.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "os system",
        "posix system",
        "builtins eval",
        "__builtin__ eval",
        "subprocess Popen",
        "numpy load",
        "dill._dill _create_function",
        "dill._dill _import_module",
        "_codecs decode",
        "jax._src.array _reconstruct_array\nx",
        "haiku._src.data_structures FlatMapping.__init__",
      })
  void aFunctionThatNoCheckpointNeedsIsRefusedByName(String function) {
    String[] parts = function.split(" ", 2);
    assertThatThrownBy(() -> read(calling(parts[0], parts[1])))
        .isInstanceOf(RefusedPickleException.class);
  }

  @Test
  void theRefusalNamesTheFunction() {
    assertThatThrownBy(() -> read(calling("os", "system")))
        .hasMessageContaining("'os.system'")
        .hasMessageContaining("do not use this file");
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    byte[] whole = bundled();
    for (int length = 0; length < whole.length; length += 1 + length / 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(RefusedPickleException.class);
    }
  }

  @Test
  void alteredBytesNeverDoWorseThanARefusal() throws IOException {
    byte[] whole = bundled();
    long seed = 20261124;
    Random random = new Random(seed);
    for (int round = 0; round < 600; round++) {
      byte[] altered = whole.clone();
      // The structure stands mostly at the beginning and in between the arrays.
      for (int changes = 0; changes < 4; changes++) {
        int at = random.nextInt(round % 2 == 0 ? 2000 : altered.length);
        altered[at] = (byte) random.nextInt(256);
      }
      try {
        read(altered);
      } catch (RefusedPickleException e) {
        assertThat(e.getMessage()).isNotBlank();
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d, round %d".formatted(seed, round), e);
      }
    }
  }

  @Test
  void aLengthBeyondTheFileIsRefusedWithoutMemoryForIt() {
    assertThatThrownBy(() -> read(latin("\u0080\u0002X\u00ff\u00ff\u00ff\u00ff")))
        .isInstanceOf(RefusedPickleException.class);
    assertThatThrownBy(() -> read(latin("\u0080\u0004\u008e" + "\u00ff".repeat(8))))
        .isInstanceOf(RefusedPickleException.class);
  }

  @Test
  void endlessOperationsAreRefused() {
    byte[] file = new byte[PickleMachine.MAX_OPERATIONS + 10];
    Arrays.fill(file, (byte) ')');
    assertThatThrownBy(() -> read(file)).hasMessageContaining("operations");
  }

  @Test
  void arraysRepeatedBeyondTheFilesSizeAreRefused() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(latin("\u0080\u0002c_codecs\nencode\nq\0X\0\0\u0010\0"));
    file.write(new byte[1 << 20]);
    file.write(latin("q\1X\6\0\0\0latin1q\2"));
    for (int i = 0; i < 1000; i++) {
      file.write(latin("h\0h\1h\2\u0086R"));
    }
    assertThatThrownBy(() -> read(file.toByteArray())).hasMessageContaining("larger than the file");
  }

  @Test
  void anArrayInColumnOrderIsTurned() throws IOException {
    byte[] columns = {1, 2, 3, 4, 5, 6};
    NumpyArray array =
        NumpyArray.of("u1", new int[] {2, 3}, NumpyArray.Order.COLUMN_MAJOR, columns);
    assertThat(array.data()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void theReleasedStyleOf2020IsRead() throws IOException {
    ReferenceCheckpoint read = read(released());
    assertThat(read.step()).isEqualTo(7);
    assertThat(read.randomState()).isEmpty();
    assertThat(read.tensors().keySet())
        .containsExactlyInAnyOrder(
            "online_params/m/w",
            "target_params/m/w",
            "online_state/m/w",
            "target_state/m/w",
            "mu/m/w");
    assertThat(read.group("mu").get("m/w").floats().get(0)).isEqualTo(1f);
  }

  @Test
  void anEncoderIsExportedUnderTheReferencesNames(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("encoder.safetensors");
    List<TensorEntry> encoder =
        List.of(
            TensorEntry.ofFloats("res_net18/~/initial_conv/w", new int[] {1, 1, 1, 2}, 1, 2),
            TensorEntry.ofFloats("res_net18/~/initial_batchnorm/scale", new int[] {1}, 3));
    SafetensorsExport.write(
        file, encoder, SafetensorsExport.Geometry.SAME, Map.of("encoder", "resnet18"));
    try (SafetensorsFile written = SafetensorsFile.open(file)) {
      assertThat(written.metadata())
          .containsEntry("geometry", "same")
          .containsEntry("names", "reference")
          .containsEntry("encoder", "resnet18");
      for (TensorEntry tensor : encoder) {
        assertThat(written.read(tensor.name()).data()).isEqualTo(tensor.data());
      }
    }
  }

  /**
   * As pickled in 2020: classes by name, Haiku's FlatMapping, arrays as NumPy reduces them (REDUCE,
   * then BUILD), the step as a NumPy scalar.
   */
  private static byte[] released() {
    String array =
        "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085C\1b\u0087R"
            + "(K\1K\1\u0085"
            + dtype("f4")
            + "\u0089C\4\0\0\u0080\u003ftb";
    String map = "chaiku._src.data_structures\nFlatMapping\n";
    String network = map + "}" + text("m") + map + "}" + text("w") + array + "s\u0085Rs\u0085R";
    String optimisers =
        "(cbyol.utils.optimizers\nAddWeightDecayState\n)\u0081"
            + "cbyol.utils.optimizers\nScaleByLarsState\n"
            + network
            + "\u0085\u0081"
            + "coptax._src.transform\nScaleState\n)\u0081t";
    String state =
        "cbyol.byol_experiment\n_ByolExperimentState\n("
            + network.repeat(4)
            + optimisers
            + "t\u0081";
    String step =
        "cnumpy.core.multiarray\nscalar\n" + dtype("i8") + "C\u0008\7\0\0\0\0\0\0\0\u0086R";
    return latin(
        "\u0080\u0003}("
            + text("experiment_state")
            + state
            + text("step")
            + step
            + text("rng")
            + "Nu.");
  }

  private static String dtype(String code) {
    return "cnumpy\ndtype\n"
        + text(code)
        + "K\0K\1\u0087R(K\3"
        + text("<")
        + "NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb";
  }

  private static String text(String value) {
    return "X" + (char) value.length() + "\0\0\0" + value;
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ReferenceCheckpoint read(byte[] bytes) throws IOException {
    return ReferencePickle.read(new ByteArrayInputStream(bytes), bytes.length);
  }

  private static byte[] bundled() throws IOException {
    try (InputStream in =
        ReferencePickleTest.class.getResourceAsStream("/reference/checkpoint_pretrain.pkl")) {
      return in.readAllBytes();
    }
  }
}
