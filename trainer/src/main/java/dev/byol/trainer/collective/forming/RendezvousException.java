package dev.byol.trainer.collective.forming;

/** A generation could not be formed; the message is one sentence with what to fix. */
public final class RendezvousException extends Exception {

  private static final long serialVersionUID = 1;

  /**
   * @param what the end of the sentence, with what to fix
   */
  RendezvousException(RendezvousSettings settings, String what, Throwable cause) {
    super(
        "rendezvous of rank "
            + settings.rank()
            + " for generation "
            + settings.generation()
            + " with "
            + settings.worldSize()
            + " members "
            + what,
        cause);
  }
}
