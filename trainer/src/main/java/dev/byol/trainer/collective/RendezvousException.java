package dev.byol.trainer.collective;

/** A generation could not be formed; the message is one sentence with what to mend. */
public final class RendezvousException extends Exception {

  private static final long serialVersionUID = 1;

  RendezvousException(String sentence) {
    super(sentence);
  }

  RendezvousException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
