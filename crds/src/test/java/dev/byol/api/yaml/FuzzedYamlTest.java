package dev.byol.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.Experiments;
import dev.byol.api.validation.InvalidExperimentException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuzzedYamlTest {
  private static final int ROUNDS = 3000;
  private static final List<String> FRAGMENTS =
      List.of(
          "&a ",
          "*a",
          "!!java.net.URL ",
          "<<: ",
          "- ",
          "{",
          "}",
          "[",
          "]",
          "? ",
          "|\n",
          ">",
          "%",
          "---\n",
          "...\n",
          "\t",
          "\u0000",
          ": ",
          "\"",
          "'",
          "1e999",
          "-.inf",
          "null",
          "#",
          "@",
          "!!binary ",
          "\n  ",
          "0x1F",
          "9".repeat(60),
          "\\u12",
          "!!set ",
          "\ud83d\ude00");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutatedTextIsReadOrRefusedWithTheOneExceptionInBoundedTime(long seed) {
    var random = new Random(seed);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            tryOne(mutate(random), "seed " + seed + ", round " + round);
          }
        });
  }

  private static void tryOne(byte[] yaml, String which) {
    try {
      ExperimentReader.parse("fuzz.yaml", yaml, List.of());
    } catch (InvalidExperimentException e) {
      assertThat(e.violations()).as(which).isNotEmpty();
      assertThat(e.violations()).as(which).allSatisfy(v -> assertThat(v.sentence()).isNotBlank());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(which + ":\n" + new String(yaml, StandardCharsets.UTF_8), e);
    }
  }

  private static byte[] mutate(Random random) {
    byte[] bytes = Experiments.SMALL.getBytes(StandardCharsets.UTF_8);
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 2 -> bytes = splice(bytes, at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        default -> {
          int from = random.nextInt(bytes.length);
          int to = Math.min(bytes.length, from + random.nextInt(40));
          bytes =
              splice(bytes, at, new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, String text) {
    byte[] piece = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = Arrays.copyOf(bytes, bytes.length + piece.length);
    System.arraycopy(piece, 0, out, at, piece.length);
    System.arraycopy(bytes, at, out, at + piece.length, bytes.length - at);
    return out;
  }
}
