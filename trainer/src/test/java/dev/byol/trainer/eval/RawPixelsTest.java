package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPixelsTest {
  @Test
  void pixelsAreAveragedOverCells() {
    // 2 x 4 pixels of 2 channels: channel 0 counts up, channel 1 is its negative.
    float[] image = new float[16];
    for (int i = 0; i < 8; i++) {
      image[2 * i] = i;
      image[2 * i + 1] = -i;
    }
    assertThat(RawPixels.of(image, 2, 4, 2, 1).values()).isEqualTo(new float[] {3.5f, -3.5f});
    assertThat(RawPixels.of(image, 2, 4, 2, 2).values())
        .isEqualTo(new float[] {0.5f, -0.5f, 2.5f, -2.5f, 4.5f, -4.5f, 6.5f, -6.5f});
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,7", "9,9", "16,4", "20,5", "32,8", "96,12", "224,14"})
  void wholeCellsAreKeptWhereTheyAreFew(int side, int cells) {
    assertThat(RawPixels.cells(side)).isEqualTo(cells);
  }

  @Test
  void noSizeOfPicturesTakesManyNumbers() {
    for (int side = 1; side <= 4096; side++) {
      assertThat(RawPixels.cells(side)).as("side %d", side).isBetween(1, Math.min(side, 16));
    }
  }

  /**
   * The definition: a pixel row is in the cell whose share of the picture begins at or before it.
   */
  @ParameterizedTest
  @CsvSource({"17, 3", "31, 2", "33, 1", "37, 5", "97, 2", "99, 1", "101, 3", "225, 2", "227, 1"})
  void eachCellIsTheMeanOfItsPixelsAndEachPixelIsInOne(int side, int pictures) {
    SplittableRandom random = new SplittableRandom(side);
    float[] images = new float[pictures * side * side * 3];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    int cells = RawPixels.cells(side);
    double[] sums = new double[pictures * cells * cells * 3];
    int[] counts = new int[sums.length];
    for (int i = 0; i < images.length; i++) {
      int channel = i % 3;
      int x = i / 3 % side * cells / side;
      int y = i / 3 / side % side * cells / side;
      int cell = ((i / (3 * side * side) * cells + y) * cells + x) * 3 + channel;
      sums[cell] += images[i];
      counts[cell]++;
    }
    Features features = RawPixels.of(images, side, side, 3, cells);
    assertThat(features.rows()).isEqualTo(pictures);
    for (int i = 0; i < sums.length; i++) {
      assertThat(features.values()[i]).isEqualTo((float) (sums[i] / counts[i]));
      assertThat(counts[i]).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 99, 225})
  void cellsThatDoNotDivideThePictureStillAverageAllOfIt(int side) {
    float[] image = new float[side * side * 3];
    Arrays.fill(image, 0.25f);
    for (int y = 0; y < side; y++) {
      Arrays.fill(image, y * side * 3, (y + 1) * side * 3, (float) y / side);
    }
    int cells = RawPixels.cells(side);
    float[] values = RawPixels.of(image, side, side, 3, cells).values();
    assertThat(values).hasSize(cells * cells * 3);
    for (int row = 0; row < cells; row++) {
      float middle = (row + 0.5f) / cells;
      assertThat(values[row * cells * 3]).isCloseTo(middle, within(1.5f / side));
    }
  }
}
