package dev.byol.trainer.storage;

import java.io.IOException;
import java.util.List;

/**
 * Writes down what is waited for.
 *
 * @param heard the reasons, in the store's own words, and {@code over} for each end
 */
public record HeardWaits(List<String> heard) implements Waits {
  @Override
  public void waiting(Object who, IOException reason) {
    heard.add(reason.getMessage());
  }

  @Override
  public void over(Object who) {
    heard.add("over");
  }
}
