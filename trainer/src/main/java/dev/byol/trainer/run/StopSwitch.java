package dev.byol.trainer.run;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/**
 * Turns requests to stop into a flag that the loop sees at the next step boundary. The first signal
 * sets it; a second one ends the process at once.
 */
public final class StopSwitch implements StopRequest {
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  private final AtomicReference<Long> requestedAt = new AtomicReference<>();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Runnable onFirst;
  private final IntConsumer exitNow;

  /**
   * @param onFirst runs once, at the first signal, after the flag is set
   * @param exitNow ends the process with a status, without running anything more ({@code
   *     Runtime::halt})
   */
  public StopSwitch(Runnable onFirst, IntConsumer exitNow) {
    this.onFirst = onFirst;
    this.exitNow = exitNow;
  }

  @Override
  public boolean requested() {
    return requestedAt.get() != null;
  }

  @Override
  public OptionalLong requestedAt() {
    Long nanoTime = requestedAt.get();
    return nanoTime == null ? OptionalLong.empty() : OptionalLong.of(nanoTime);
  }

  /** Asks for a stop. */
  public void request() {
    requestedAt.compareAndSet(null, System.nanoTime());
  }

  /** Listens to Ctrl-C and SIGTERM; for a process that nobody started for us. */
  public void listenToSignals() {
    Signals.register("INT", () -> onSignal(SIGINT));
    Signals.register("TERM", () -> onSignal(SIGTERM));
  }

  /**
   * Listens to SIGTERM alone; for a worker of a launcher: a terminal sends Ctrl-C to both, and the
   * launcher passes it on.
   */
  public void listenToTermination() {
    Signals.register("INT", () -> {});
    Signals.register("TERM", () -> onSignal(SIGTERM));
  }

  void onSignal(int number) {
    if (signalled.getAndSet(true)) {
      exitNow.accept(128 + number);
      return;
    }
    request();
    onFirst.run();
  }
}
