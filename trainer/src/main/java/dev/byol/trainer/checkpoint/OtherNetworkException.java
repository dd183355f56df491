package dev.byol.trainer.checkpoint;

/** The checkpoint is of another network than the experiment describes. The user must mend it. */
public final class OtherNetworkException extends Exception {
  private static final long serialVersionUID = 1L;

  OtherNetworkException(String checkpoint, String network, String difference) {
    super(
        ("%s is of another network (%s): %s; restore the network of the experiment, or choose"
                + " another checkpoint folder")
            .formatted(checkpoint, network, difference));
  }
}
