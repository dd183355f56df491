package dev.byol.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void aLongTextKeepsItsBeginningAndItsEnd() {
    assertThat(Texts.shortened("worker 0 cannot read " + "x".repeat(99) + "; mend it", 30))
        .hasSize(30)
        .startsWith("worker 0")
        .endsWith("; mend it");
  }

  @Test
  void noCharacterIsCutInTwo() {
    String smiles = "\uD83D\uDE00".repeat(40);
    for (int most = 8; most < 40; most++) {
      String shorter = Texts.shortened(smiles, most);
      assertThat(shorter.length()).isLessThanOrEqualTo(most);
      assertThat(Texts.plain(shorter)).isEqualTo(shorter);
    }
  }

  @Test
  void linesBecomeOneAndColoursGo() {
    assertThat(Texts.plain("\u001b[31mERROR\u001b[0m\r\n\tat a.B\u0000(C)\u2028end\n"))
        .isEqualTo("ERROR at a.B (C) end");
  }

  @Test
  void halfACharacterIsReplaced() {
    assertThat(Texts.plain("a\uD83D")).isEqualTo("a\uFFFD");
    assertThat(Texts.plain("\uDE00b")).isEqualTo("\uFFFDb");
  }

  @Test
  void whatIsFitStaysAsItIs() {
    String path = "/data/two  spaces/äöü \uD83D\uDE00";
    assertThat(Texts.plain(path)).isSameAs(path);
    assertThat(Texts.shortened(path, path.length())).isSameAs(path);
  }

  @Test
  void whatWasMadeFitStaysAsItIs() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      String text = NastyTexts.next(random, 300);
      int most = 32 + random.nextInt(200);
      String fit = Texts.shortened(Texts.plain(text), most);
      assertThat(Texts.shortened(Texts.plain(fit), most)).as("seed %d", seed).isEqualTo(fit);
      assertThat(Texts.bytes(Texts.shortenedToBytes(Texts.plain(text), most)))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(most);
    }
  }
}
