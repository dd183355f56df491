package dev.byol.trainer.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TileGridTest {
  @Test
  void aTextThatFitsIsShownWhole() {
    assertThat(TileGrid.fitted("bridge  96x96", 13)).isEqualTo("bridge  96x96");
  }

  @Test
  void aTextThatIsTooLongKeepsItsBeginning() {
    assertThat(TileGrid.fitted("bridge  96x96  a-long-name.png", 16)).isEqualTo("bridge  96x96 ..");
  }
}
