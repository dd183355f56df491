package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AsyncCheckpointerTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void theSnapshotIsTakenOnTheCallersThreadAndWrittenOnAnother() throws Exception {
    Thread[] threads = new Thread[2];
    try (AsyncCheckpointer checkpointer = new AsyncCheckpointer(LONG)) {
      SaveReport started =
          checkpointer.save(
              10,
              () -> {
                threads[0] = Thread.currentThread();
                return () -> threads[1] = Thread.currentThread();
              });
      assertThat(started.outcome()).isEqualTo(SaveReport.Outcome.STARTED);
      SaveReport idle = checkpointer.awaitIdle(LONG);
      assertThat(idle.outcome()).isEqualTo(SaveReport.Outcome.IDLE);
      assertThat(idle.saved()).isEqualTo(1);
    }
    assertThat(threads[0]).isSameAs(Thread.currentThread());
    assertThat(threads[1].getName()).isEqualTo("checkpoint-writer");
    assertThat(threads[1].isDaemon()).isTrue();
  }

  @Test
  void whileOneIsWrittenTheNextIsLeftOut() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger snapshots = new AtomicInteger();
    try (AsyncCheckpointer checkpointer = new AsyncCheckpointer(LONG)) {
      for (int step = 1; step <= 3; step++) {
        checkpointer.save(
            step,
            () -> {
              snapshots.incrementAndGet();
              return () -> release.await(10, TimeUnit.SECONDS);
            });
      }
      assertThat(snapshots).hasValue(1);
      assertThat(checkpointer.awaitIdle(Duration.ZERO).outcome())
          .isEqualTo(SaveReport.Outcome.BUSY);
      release.countDown();
      SaveReport report = checkpointer.awaitIdle(LONG);
      assertThat(report.skipped()).isEqualTo(2);
      assertThat(report.saved()).isEqualTo(1);
      assertThat(report.warning()).isEmpty();
    }
  }

  @Test
  void aFailedSaveIsToldOnceAndTheNextGoesOn() throws Exception {
    try (AsyncCheckpointer checkpointer = new AsyncCheckpointer(LONG)) {
      checkpointer.save(
          1,
          () ->
              () -> {
                throw new IOException("No space left on device");
              });
      SaveReport first = checkpointer.awaitIdle(LONG);
      assertThat(first.failed()).isEqualTo(1);
      assertThat(first.warning().orElseThrow())
          .contains("step 1")
          .contains("No space left on device");
      SaveReport second = checkpointer.save(2, () -> () -> {});
      assertThat(second.outcome()).isEqualTo(SaveReport.Outcome.STARTED);
      SaveReport last = checkpointer.awaitIdle(LONG);
      assertThat(last.warning()).isEmpty();
      assertThat(last.saved()).isEqualTo(1);
    }
  }

  @Test
  void beingSupersededStopsTheTraining() throws Exception {
    try (AsyncCheckpointer checkpointer = new AsyncCheckpointer(LONG)) {
      checkpointer.save(
          1,
          () ->
              () -> {
                throw new SupersededException(1, 2);
              });
      assertThatThrownBy(() -> checkpointer.awaitIdle(LONG))
          .isInstanceOf(SupersededException.class);
    }
  }

  @Test
  void closingWaitsForTheSaveInFlight() throws Exception {
    AtomicBoolean written = new AtomicBoolean();
    try (AsyncCheckpointer checkpointer = new AsyncCheckpointer(LONG)) {
      checkpointer.save(
          1,
          () ->
              () -> {
                Thread.sleep(50);
                written.set(true);
              });
    }
    assertThat(written).isTrue();
  }

  @Test
  void closingGivesUpASaveThatHangs() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (AsyncCheckpointer checkpointer = new AsyncCheckpointer(Duration.ofMillis(20))) {
      checkpointer.save(
          1,
          () ->
              () -> {
                try {
                  Thread.sleep(60_000);
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
              });
    }
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
  }
}
