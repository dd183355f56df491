package dev.byol.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.refusal.Refusals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(3);
  private final Parallel parallel = new Parallel(threads, Duration.ofSeconds(50));

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void thingsWaitForNoneOfTheOthers() {
    var meeting = new CyclicBarrier(3);
    Runnable task = () -> meet(meeting);
    parallel.run("meet", List.of(task, task, task));
    assertThat(meeting.getNumberWaiting()).isZero();
  }

  @Test
  void oneThatFailsIsToldAfterTheOthersAreDone() {
    var done = new AtomicInteger();
    var refused = new IllegalStateException("refused");
    var other = new IllegalArgumentException("another");
    assertThatThrownBy(
            () ->
                parallel.run(
                    "try",
                    List.of(
                        done::incrementAndGet,
                        () -> {
                          throw refused;
                        },
                        () -> {
                          throw other;
                        },
                        done::incrementAndGet)))
        .isSameAs(refused)
        .hasSuppressedException(other);
    assertThat(done).hasValue(2);
  }

  @Test
  void whatHangsIsWaitedForNoLongerThanItsTime() {
    var meeting = new CyclicBarrier(2);
    var hasty = new Parallel(threads, Duration.ofMillis(100));
    Throwable thrown = catchThrowable(() -> hasty.run("make a Role", List.of(() -> meet(meeting))));
    assertThat(Refusals.of(thrown))
        .returns(Refusal.Kind.AWAY, Refusal::kind)
        .satisfies(refusal -> assertThat(refusal.sentence()).contains("make a Role"));
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
