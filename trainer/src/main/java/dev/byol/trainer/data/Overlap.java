package dev.byol.trainer.data;

import java.util.Optional;

/**
 * How many held-out pictures are training pictures too.
 *
 * @param looked held-out pictures that were compared
 * @param found how many of them are training pictures
 * @param example one of them and the training picture that it is
 * @param unread training pictures of their size that would have had to be read, had there been time
 */
public record Overlap(int looked, int found, Optional<String> example, int unread) {
  /** Large data sets have a few pictures twice. */
  private static final double HARMLESS = 0.02;

  /** Whether so many cannot be chance. */
  public boolean isMistake() {
    return found > HARMLESS * looked;
  }

  /** The result as a clause. */
  public String inWords() {
    String result =
        found == 0
            ? "none of the %d held-out pictures looked at is a training picture".formatted(looked)
            : "%d of the %d held-out pictures looked at are training pictures too (%s)"
                .formatted(found, looked, example.orElse(""));
    return unread == 0
        ? result
        : "%s, as far as was looked: %d training pictures of their size were not read"
            .formatted(result, unread);
  }
}
