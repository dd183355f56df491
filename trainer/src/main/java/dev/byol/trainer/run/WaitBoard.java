package dev.byol.trainer.run;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.storage.StorageException;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Shows on the board what is waited for: of several waits the one that began first, until all are
 * over; and of a wait its first sentence, since each try of each thread has one of its own, and
 * each change is told to the API server.
 */
final class WaitBoard implements Waits {
  private final BiConsumer<ExitCode, String> show;
  private final Runnable clear;
  private final Map<Object, Shown> waiting = new LinkedHashMap<>();

  private record Shown(ExitCode code, String sentence) {
    static Shown of(IOException reason) {
      return new Shown(
          StorageException.isRefusal(reason)
              ? ExitCode.STORAGE_REFUSED
              : ExitCode.STORAGE_UNAVAILABLE,
          String.valueOf(reason.getMessage()));
    }
  }

  /**
   * @param show takes what the run would end with if it gave up, and a sentence
   * @param clear when nothing is waited for any more
   */
  WaitBoard(BiConsumer<ExitCode, String> show, Runnable clear) {
    this.show = show;
    this.clear = clear;
  }

  @Override
  public synchronized void waiting(Object who, IOException reason) {
    waiting.merge(who, Shown.of(reason), (first, now) -> first.code() == now.code() ? first : now);
    showFirst();
  }

  @Override
  public synchronized void over(Object who) {
    waiting.remove(who);
    if (waiting.isEmpty()) {
      clear.run();
    } else {
      showFirst();
    }
  }

  private void showFirst() {
    Shown first = waiting.values().iterator().next();
    show.accept(first.code(), first.sentence());
  }
}
