package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StopSwitchTest {
  private final List<Object> happened = new ArrayList<>();
  private final StopSwitch stop = new StopSwitch(() -> happened.add("first"), happened::add);

  @Test
  void theFirstSignalAsksAndTheSecondEndsAtOnce() {
    assertThat(stop.requested()).isFalse();
    stop.onSignal(2);
    assertThat(stop.requested()).isTrue();
    stop.onSignal(2);

    assertThat(happened).containsExactly("first", 130);
  }

  @Test
  void theTimeOfTheFirstRequestIsKept() {
    assertThat(stop.requestedAt()).isEmpty();
    stop.request();
    long first = stop.requestedAt().orElseThrow();
    stop.onSignal(15);

    assertThat(System.nanoTime() - first).isNotNegative();
    assertThat(stop.requestedAt()).hasValue(first);
  }

  @Test
  void aSignalAfterARequestByTheLauncherIsTheFirst() {
    stop.request();
    stop.onSignal(15);

    assertThat(happened).containsExactly("first");
  }

  @Test
  void aLineFromTheLauncherAsksForAStopAndTheEndOfThePipeEndsTheProcess() throws Exception {
    var exited = new CountDownLatch(1);
    var launcher = new PipedOutputStream();
    var pipe = new PipedInputStream(launcher);
    new LauncherWatch(pipe, Duration.ofMillis(10), stop, exited::countDown).start();

    launcher.write("something else\nstop\n".getBytes(StandardCharsets.UTF_8));
    launcher.flush();
    for (int i = 0; i < 1000 && !stop.requested(); i++) {
      Thread.sleep(10);
    }
    assertThat(stop.requested()).isTrue();
    assertThat(exited.getCount()).isEqualTo(1);

    launcher.close();
    assertThat(exited.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void coresAreSharedOutEvenlyAndNobodyGetsNone() {
    assertThat(CoreShares.of(8, 3)).containsExactly(3, 3, 2);
    assertThat(CoreShares.of(2, 2)).containsExactly(1, 1);
    assertThat(CoreShares.of(2, 3)).containsExactly(1, 1, 1);
  }
}
