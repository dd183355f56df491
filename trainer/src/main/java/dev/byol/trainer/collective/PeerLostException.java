package dev.byol.trainer.collective;

/**
 * The generation is over: a member closed its connection, fell silent, broke the protocol, or gave
 * up. Thrown on every rank; nothing of the operation in flight may be used.
 */
public final class PeerLostException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int rank;
  private final String why;

  public PeerLostException(int rank, String why, String sentence) {
    super(sentence);
    this.rank = rank;
    this.why = why;
  }

  /** The rank that was lost, which may be this one (stopped for too long, interrupted, aborted). */
  public int rank() {
    return rank;
  }

  /** What happened to it, such as {@code closed its connection}; the same words on every rank. */
  public String why() {
    return why;
  }
}
