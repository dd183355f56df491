package dev.byol.trainer.checkpoint.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.MemoryObject;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final List<TensorEntry> ALL_KINDS =
      List.of(
          TensorEntry.of("u8", DType.U8, new int[] {3}, ByteBuffer.wrap(new byte[] {1, 2, -1})),
          TensorEntry.ofFloats("a/~/w", new int[] {2, 2}, 1.5f, -0f, Float.NaN, 1e-40f),
          Tensors.ofInts("counter", new int[] {}, 8),
          Tensors.ofDoubles("d", new int[] {1, 2}, Math.PI, -1),
          TensorEntry.ofLongs("n", new int[] {1}, Long.MIN_VALUE),
          TensorEntry.ofFloats("empty", new int[] {0, 5}));

  @Test
  void everyTypeAndShapeComesBackAsItWas() throws IOException {
    try (SafetensorsFile file = open(bytes(ALL_KINDS, Map.of("geometry", "same")))) {
      assertThat(file.metadata()).containsExactly(Map.entry("geometry", "same"));
      assertThat(file.tensors()).hasSize(ALL_KINDS.size());
      for (TensorEntry expected : ALL_KINDS) {
        TensorEntry actual = file.read(expected.name());
        assertThat(actual.info()).isEqualTo(expected.info());
        assertThat(actual.data()).isEqualTo(expected.data());
      }
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    byte[] bytes = bytes(List.of(TensorEntry.ofFloats("w", new int[] {2}, 1, 2)), Map.of());
    String json = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} ";
    while (json.length() % 8 != 0) {
      json += " ";
    }
    ByteBuffer expected = ByteBuffer.allocate(8 + json.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(json.length()).put(json.getBytes(StandardCharsets.UTF_8));
    assertThat(bytes).isEqualTo(expected.putFloat(1).putFloat(2).array());
  }

  @Test
  void everyTensorLiesAlignedToItsElements() throws IOException {
    byte[] bytes = bytes(ALL_KINDS, Map.of());
    SafetensorsHeader header = header(bytes);
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0) % 8).isZero();
    assertThat(header.tensors()).allMatch(t -> t.begin() % t.info().dtype().bytes() == 0);
  }

  @Test
  void largeTensorsAreWrittenInSmallPieces() throws IOException {
    ByteBuffer data = ByteBuffer.allocateDirect(3 * (1 << 20) + 4);
    long[] largest = {0};
    new SafetensorsBody(
            List.of(TensorEntry.of("w", DType.F32, new int[] {data.capacity() / 4}, data)),
            Map.of())
        .writeTo(
            new WritableByteChannel() {
              @Override
              public int write(ByteBuffer source) {
                largest[0] = Math.max(largest[0], source.remaining());
                // A channel may take less than it is given.
                int taken = Math.min(source.remaining(), 300_000);
                source.position(source.position() + taken);
                return taken;
              }

              @Override
              public boolean isOpen() {
                return true;
              }

              @Override
              public void close() {}
            });
    assertThat(largest[0]).isEqualTo(1 << 20);
  }

  @Test
  void twoTensorsOfOneNameAreRefusedWhenWriting() {
    TensorEntry w = TensorEntry.ofFloats("w", new int[] {1}, 1);
    assertThatThrownBy(() -> new SafetensorsBody(List.of(w, w), Map.of()))
        .hasMessageContaining("two tensors are called w");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // description | header | bytes of data
        "a hole | {'a':{'dtype':'U8','shape':[2],'data_offsets':[1,3]}} | 3",
        "an overlap | {'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]}} | 3",
        "data left over | {'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}} | 3",
        "too little data | {'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}} | 1",
        "offsets not of the shape | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4",
        "a product that overflows | {'a':{'dtype':'F32','shape':[2147483647,2147483647,4],'data_offsets':[0,4]}} | 4",
        "a name twice | {'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'a':{'dtype':'U8','shape':[1],'data_offsets':[1,2]}} | 2",
        "a dtype unknown | {'a':{'dtype':'BF16','shape':[1],'data_offsets':[0,2]}} | 2",
        "a negative dimension | {'a':{'dtype':'U8','shape':[-1],'data_offsets':[0,1]}} | 1",
        "a fraction | {'a':{'dtype':'U8','shape':[1.0],'data_offsets':[0,1]}} | 1",
        "a huge number | {'a':{'dtype':'U8','shape':[99999999999999999999999],'data_offsets':[0,1]}} | 1",
        "offsets backwards | {'a':{'dtype':'U8','shape':[1],'data_offsets':[1,0]}} | 1",
        "no dtype | {'a':{'shape':[1],'data_offsets':[0,1]}} | 1",
        "an unknown field | {'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1],'x':1}} | 1",
        "metadata of numbers | {'__metadata__':{'a':1}} | 0",
        "text after the end | {} {} | 0",
        "no object | [] | 0",
        "no end | {'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]} | 1",
        "an empty name | {'':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}} | 1",
      })
  void aWrongHeaderIsDamage(String what, String header, int dataBytes) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    assertThatThrownBy(() -> open(file.array()))
        .as(what)
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageStartingWith("file: ");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 100_000_000, 17})
  void aHeaderLongerThanTheFileIsDamage(long length) {
    byte[] file = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    assertThatThrownBy(() -> open(file)).isInstanceOf(DamagedCheckpointException.class);
  }

  @Test
  void aGiantHeaderIsRefusedBeforeItIsRead() {
    StoredObject giant =
        new StoredObject() {
          @Override
          public String version() {
            return "sparse";
          }

          @Override
          public long size() {
            return 1L << 40;
          }

          @Override
          public void readFully(long position, ByteBuffer into) {
            assertThat(into.remaining()).isEqualTo(8);
            into.order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 33);
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> SafetensorsFile.open("file", giant))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("at most 16777216 are read");
  }

  @Test
  void deeplyNestedJsonIsDamage() {
    byte[] json = ("{\"a\":" + "[".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    assertThatThrownBy(() -> open(file.array())).isInstanceOf(DamagedCheckpointException.class);
  }

  @Test
  void aFileCutAnywhereIsDamage() throws IOException {
    byte[] whole = bytes(ALL_KINDS, Map.of("k", "v"));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> open(cut))
          .as("cut to %d of %d bytes", length, whole.length)
          .isInstanceOf(DamagedCheckpointException.class);
    }
  }

  @Test
  void flippedBitsNeverDoWorseThanDamage() throws IOException {
    byte[] whole = bytes(ALL_KINDS, Map.of("k", "v"));
    long seed = 20261123;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] altered = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try (SafetensorsFile file = open(altered)) {
        for (TensorInfo tensor : file.tensors()) {
          assertThat(file.read(tensor.name()).data().remaining()).isEqualTo(tensor.bytes());
        }
      } catch (DamagedCheckpointException e) {
        assertThat(e.getMessage()).isNotBlank();
      } catch (IOException | RuntimeException e) {
        throw new AssertionError("seed %d, round %d".formatted(seed, round), e);
      }
    }
  }

  private static byte[] bytes(List<TensorEntry> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsBody body = new SafetensorsBody(tensors, metadata);
    body.writeTo(Channels.newChannel(out));
    assertThat(body.size()).isEqualTo(out.size());
    return out.toByteArray();
  }

  private static SafetensorsFile open(byte[] bytes) throws IOException {
    return SafetensorsFile.open("file", new MemoryObject(bytes));
  }

  private static SafetensorsHeader header(byte[] bytes) throws IOException {
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return SafetensorsHeader.parse(
        "file", Arrays.copyOfRange(bytes, 8, 8 + length), bytes.length - 8 - length);
  }
}
