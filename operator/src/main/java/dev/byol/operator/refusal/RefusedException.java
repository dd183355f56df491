package dev.byol.operator.refusal;

/** A request that failed, with what it was for; the cause says how. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A request that failed.
   *
   * @param intent what was to be done, as "create Service photos in namespace vision"
   */
  public RefusedException(String intent, RuntimeException cause) {
    super(intent, cause);
  }

  /** What was to be done. */
  public String intent() {
    return getMessage();
  }
}
