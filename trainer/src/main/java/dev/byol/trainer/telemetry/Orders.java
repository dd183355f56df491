package dev.byol.trainer.telemetry;

import dev.byol.api.channel.Control;
import java.util.Optional;
import java.util.OptionalLong;

/** What is wanted of a run from outside; rank 0 hears it for all. May be asked from any thread. */
public interface Orders {
  /** Nobody wants anything. */
  Orders NONE = new Orders() {};

  /** What is wanted of this attempt, as heard last; empty before anything was heard. */
  default Optional<Control> control() {
    return Optional.empty();
  }

  /** The newer attempt that has taken this one's place, if one has. */
  default OptionalLong supersededBy() {
    return OptionalLong.empty();
  }
}
