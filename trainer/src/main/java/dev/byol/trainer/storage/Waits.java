package dev.byol.trainer.storage;

import java.io.IOException;

/**
 * Hears of what is waited for that somebody else has to fix: a store that is away or refuses us, a
 * disk that is full. Called from any thread.
 */
public interface Waits {
  /** A listener that does nothing with what it hears. */
  Waits NONE =
      new Waits() {
        @Override
        public void waiting(Object who, IOException reason) {
          // Nobody listens.
        }

        @Override
        public void over(Object who) {
          // Nobody listens.
        }
      };

  /**
   * Something is waited for, or still is.
   *
   * @param who waits; the same object ends it
   * @param reason in the store's own words
   */
  void waiting(Object who, IOException reason);

  /** It is waited for no more. */
  void over(Object who);
}
