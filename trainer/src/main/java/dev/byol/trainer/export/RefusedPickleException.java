package dev.byol.trainer.export;

import java.io.IOException;

/** A pickle that is damaged, or holds something that a checkpoint of the reference does not. */
public final class RefusedPickleException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedPickleException(String sentence) {
    super(sentence);
  }
}
