package dev.byol.trainer.collective.link;

import java.io.IOException;

/** A connection to a peer failed; the message reads after "rank N". */
public final class LinkException extends IOException {

  private static final long serialVersionUID = 1;

  /** How sure we are that this very peer is to blame. */
  public enum Blame {
    /** Its end closed, perhaps only because it heard of another's failure before we did. */
    SUSPECTED,
    /** It broke the protocol, or stopped in the middle of a frame. */
    CERTAIN
  }

  private final int peer;
  private final Blame blame;

  private LinkException(int peer, Blame blame, String why, Throwable cause) {
    super(why, cause);
    this.peer = peer;
    this.blame = blame;
  }

  public static LinkException closed(int peer, Throwable cause) {
    return new LinkException(peer, Blame.SUSPECTED, "closed its connection", cause);
  }

  public static LinkException violation(int peer, String why) {
    return new LinkException(peer, Blame.CERTAIN, why, null);
  }

  public int peer() {
    return peer;
  }

  public Blame blame() {
    return blame;
  }
}
