package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.MemoryObject;
import dev.byol.trainer.checkpoint.store.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manifest whose digest is right may still say anything: somebody else may have written it. */
class ManifestFuzzTest {
  private static final List<String> FRAGMENTS =
      List.of("null", "-1", "1e999", "\"", "{", "}", "[", "]", "{}", "[]", ",", "9".repeat(40));

  @Test
  @Timeout(60)
  void anyTextWithARightDigestIsReadOrDamage() throws IOException {
    long seed = 20261124;
    Random random = new Random(seed);
    String sound =
        new String(
            new Manifest(
                    Samples.info(5, 1, 1),
                    List.of(
                        new PartDescriptor(
                            0,
                            "part-00000-of-00001.a1g1.safetensors",
                            100,
                            "0".repeat(64),
                            List.of(Samples.state(5).get(0).info()))))
                .toBytes(),
            StandardCharsets.UTF_8);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = sealed(mutated(sound, random));
      try {
        Manifest.read("manifest.json", new MemoryObject(bytes));
        read++;
      } catch (DamagedCheckpointException e) {
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).contains("manifest.json");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
    assertThat(read).as("some mutations are harmless").isPositive();
  }

  private static String mutated(String text, Random random) {
    int body = text.indexOf("format");
    StringBuilder mutated = new StringBuilder(text);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int from = body + random.nextInt(mutated.length() - body);
      int to = Math.min(mutated.length(), from + random.nextInt(12));
      mutated.replace(from, to, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
    }
    return mutated.toString();
  }

  /** With the digest that the text asks for. */
  private static byte[] sealed(String text) {
    int from = text.indexOf("sha256") + "sha256\" : \"".length();
    StringBuilder sealed = new StringBuilder(text).replace(from, from + 64, "0".repeat(64));
    String digest = Sha256.of(sealed.toString().getBytes(StandardCharsets.UTF_8));
    return sealed.replace(from, from + 64, digest).toString().getBytes(StandardCharsets.UTF_8);
  }
}
