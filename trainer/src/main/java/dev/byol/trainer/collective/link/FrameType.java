package dev.byol.trainer.collective.link;

/** What a frame carries; the number on the wire is the ordinal + 1, so the order must stay. */
public enum FrameType {
  ALL_REDUCE("all-reduce"),
  BROADCAST("broadcast"),
  BARRIER("barrier"),
  ALL_GATHER("all-gather"),
  ROSTER("roster"),
  HEARTBEAT("heartbeat"),
  SUSPECT("suspicion"),
  ABORT("abort"),
  BYE("goodbye");

  private static final FrameType[] ALL = values();

  private final String words;

  FrameType(String words) {
    this.words = words;
  }

  /** How messages call it. */
  public String words() {
    return words;
  }

  public byte code() {
    return (byte) (ordinal() + 1);
  }

  /** How messages call the type with this code, which may be none. */
  static String wordsOf(int code) {
    FrameType type = ofCode(code);
    return type == null ? "unknown frame type " + code : type.words;
  }

  /** Null when no type has this code. */
  public static FrameType ofCode(int code) {
    return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
  }
}
