package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.augment.RgbImage;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often pictures are decoded. */
class DecodedPicturesTest extends LoaderFixture {
  @Test
  void smallDataAreDecodedOnceAndLargeDataEachTime() {
    for (long budget : new long[] {1 << 20, 0, 100}) {
      AtomicInteger reads = new AtomicInteger();
      PictureSource numbered = DataFixtures.numbered(SIZE, List.of());
      PictureSource counting =
          new PictureSource() {
            @Override
            public int size() {
              return SIZE;
            }

            @Override
            public int label(int index) {
              return NO_LABEL;
            }

            @Override
            public List<String> classNames() {
              return List.of();
            }

            @Override
            public String name(int index) {
              return numbered.name(index);
            }

            @Override
            public RgbImage read(int index, PictureDecoder decoder) throws DamagedPictureException {
              reads.incrementAndGet();
              return numbered.read(index, decoder);
            }
          };
      try (DecodedPictures pictures =
          new DecodedPictures(
              counting,
              new ReadSettings(budget, SETTINGS.decoding(), SETTINGS.maxDamagedFraction()))) {
        for (int i = 0; i < 3 * SIZE; i++) {
          assertThat(pictures.get(i % SIZE).image().pixels()[0]).isEqualTo((byte) (i % SIZE));
        }
      }
      assertThat(reads.get()).isEqualTo(budget > 1000 ? SIZE : 3 * SIZE);
    }
  }
}
