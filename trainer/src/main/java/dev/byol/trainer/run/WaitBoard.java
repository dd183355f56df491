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
 * over.
 */
final class WaitBoard implements Waits {
  private final BiConsumer<ExitCode, String> show;
  private final Runnable clear;
  private final Map<Object, IOException> waiting = new LinkedHashMap<>();

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
    waiting.put(who, reason);
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
    IOException reason = waiting.values().iterator().next();
    boolean refused =
        StorageException.in(reason)
            .filter(failure -> failure.kind() == StorageException.Kind.REFUSED)
            .isPresent();
    show.accept(
        refused ? ExitCode.STORAGE_REFUSED : ExitCode.STORAGE_UNAVAILABLE,
        String.valueOf(reason.getMessage()));
  }
}
