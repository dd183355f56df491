package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes of a shard, opening it ends soon: with a source or with a DataException. */
@Timeout(60)
class ShardFuzzTest {
  @TempDir Path folder;

  @Test
  void everyTruncationIsRefusedOrHarmless() throws Exception {
    byte[] whole = shard();
    for (int length = 0; length < whole.length; length += length % 512 < 3 ? 1 : 127) {
      assertOpensOrRefuses(Arrays.copyOf(whole, length), "cut to " + length);
    }
  }

  @Test
  void aTruncationThatLosesPicturesIsAlwaysNoticed() throws Exception {
    byte[] whole = shard();
    int all = size(whole);
    for (int length = 0; length < whole.length; length += 64) {
      int found = size(Arrays.copyOf(whole, length));
      assertThat(found).as("cut to %d", length).isIn(-1, all);
    }
  }

  @Test
  void flippedBitsAreRefusedOrHarmless() throws Exception {
    byte[] whole = shard();
    long seed = 2026;
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      byte[] flipped = whole.clone();
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertOpensOrRefuses(flipped, "seed " + seed + ", round " + round);
    }
  }

  @Test
  void headersWithAnyContentsAndRightChecksumsAreRefusedOrHarmless() throws Exception {
    byte[] whole = shard();
    long seed = 2027;
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      byte[] changed = whole.clone();
      int header = 512 * random.nextInt(whole.length / 512);
      for (int changes = 1 + random.nextInt(12); changes > 0; changes--) {
        // The fields after the name: mode, owner, size, time, type, link, magic.
        changed[header + 100 + random.nextInt(165)] =
            (byte)
                (random.nextBoolean()
                    ? "0123457xgLKS5 ".charAt(random.nextInt(14))
                    : random.nextInt(256));
      }
      mendChecksum(changed, header);
      assertOpensOrRefuses(changed, "seed " + seed + ", round " + round);
    }
  }

  @Test
  void noiseIsRefused() throws Exception {
    long seed = 2028;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] noise = new byte[random.nextInt(5000)];
      random.nextBytes(noise);
      assertThat(size(noise)).as("seed %d, round %d", seed, round).isEqualTo(-1);
    }
  }

  private void assertOpensOrRefuses(byte[] bytes, String what) throws IOException {
    assertThat(size(bytes)).as(what).isGreaterThanOrEqualTo(-1);
  }

  /** Pictures found; -1 when refused. Anything but a DataException fails the test. */
  private int size(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("a.tar"), bytes);
    try {
      PictureSource source = DataFixtures.open(DataFormat.WEBDATASET, file);
      DataFixtures.readAll(source, e -> assertThat(e).hasMessageContaining("a.tar"));
      return source.size();
    } catch (DataException e) {
      assertThat(e.getMessage()).contains("a.tar");
      return -1;
    }
  }

  private static byte[] shard() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>(PictureSourcesTest.samples(0, 3));
    files.put("long".repeat(40) + ".png", DataFixtures.png(7));
    files.put("long".repeat(40) + ".cls", DataFixtures.text("1"));
    return DataFixtures.tar(files);
  }

  private static void mendChecksum(byte[] tar, int header) {
    Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[header + i] & 0xFF;
    }
    byte[] text = DataFixtures.text("%06o\0 ".formatted(sum));
    System.arraycopy(text, 0, tar, header + 148, 8);
  }
}
