package dev.byol.trainer.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** There are checkpoints but none of them is complete: a person must decide. */
public final class NoUsableCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  NoUsableCheckpointException(String sentence) {
    super(sentence);
  }

  NoUsableCheckpointException(String place, List<Rejected> rejected) {
    super(
        rejected.stream()
            .map(r -> r.name() + " " + r.sentence())
            .collect(
                Collectors.joining(
                    "; ",
                    "no checkpoint in %s can be used; restore one from a backup, or start from the"
                            .formatted(place)
                        + " beginning in another spec.checkpoint.uri, by byol train with --fresh (",
                    ")")));
  }
}
