package dev.byol.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.augment.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecodeBudgetTest {
  private static final long MIB = 1 << 20;

  @Test
  void whoeverWouldGoBeyondTheBudgetWaitsForTheOthers() throws Exception {
    DecodeBudget budget = new DecodeBudget(10 * MIB);
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    inThreads(
        16,
        () -> {
          try (DecodeBudget.Lease lease = budget.take(4 * MIB, 30, "x")) {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            Thread.sleep(5);
            lease.shrinkTo(4 * MIB);
            inFlight.decrementAndGet();
          }
          return null;
        });
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void aPictureLargerThanTheBudgetIsLetInAlone() {
    DecodeBudget budget = new DecodeBudget(10 * MIB);
    DecodeBudget.Lease all = budget.take(1000 * MIB, 1, "large");
    assertThatThrownBy(() -> budget.take(1, 0, "small"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("small")
        .hasCauseInstanceOf(TimeoutException.class);
    all.close();
    budget.take(MIB, 0, "small").close();
  }

  @Test
  void whatAPictureNoLongerNeedsIsFreeForOthers() {
    DecodeBudget budget = new DecodeBudget(10 * MIB);
    try (DecodeBudget.Lease lease = budget.take(10 * MIB, 1, "a")) {
      lease.shrinkTo(3 * MIB);
      budget.take(7 * MIB, 0, "b").close();
    }
  }

  @Test
  void everyPictureOfManyThreadsIsDecodedThoughAllAtOnceWouldNotFit() throws Exception {
    BufferedImage picture = new BufferedImage(1000, 1000, BufferedImage.TYPE_3BYTE_BGR);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    DecodeBudget budget = new DecodeBudget(7 * MIB);
    List<RgbImage> decoded =
        inThreads(
            16,
            () -> {
              try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT, budget)) {
                return decoder.decode(png.toByteArray(), "x");
              }
            });
    assertThat(decoded).hasSize(16).allMatch(image -> image.height() == 1000);
    budget.takeAll(0, "all is given back").close();
  }

  @Test
  void aDamagedPictureGivesItsMemoryBack() throws Exception {
    DecodeBudget budget = new DecodeBudget(7 * MIB);
    byte[] jpeg = SamplePictures.resource("ycbcr420.jpg");
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT, budget)) {
      byte[] cut = Arrays.copyOf(jpeg, 700);
      assertThatThrownBy(() -> decoder.decode(cut, "x"))
          .isInstanceOf(DamagedPictureException.class);
      budget.takeAll(0, "all is given back").close();
    }
  }

  private static <T> List<T> inThreads(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
