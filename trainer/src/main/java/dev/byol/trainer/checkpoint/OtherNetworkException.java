package dev.byol.trainer.checkpoint;

/** The checkpoint is of another network than the experiment describes. The user must fix it. */
public final class OtherNetworkException extends Exception {
  private static final long serialVersionUID = 1L;

  OtherNetworkException(String checkpoint, String network, String difference) {
    super(
        ("%s is of another network (%s): %s; set the network as it was, or start from the beginning"
                + " in another spec.checkpoint.uri (byol train: --fresh)")
            .formatted(checkpoint, network, difference));
  }
}
