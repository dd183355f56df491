package dev.byol.operator.refusal;

import java.time.Duration;

/**
 * Something that the operator wanted of the API server and did not get.
 *
 * @param kind what kind of refusal it is
 * @param sentence what was refused, by whom and what to do, for whoever can mend it
 */
public record Refusal(Kind kind, String sentence) {
  /** Checks that something is said. */
  public Refusal {
    if (sentence.isBlank()) {
      throw new IllegalArgumentException("a refusal (" + kind + ") needs a sentence");
    }
  }

  /** Kinds of refusals; the word is a condition's reason. */
  public enum Kind {
    /** Another object has the name. */
    NAME_IN_USE("NameInUse"),
    /** Somebody else wrote first; what they wrote is seen in the next pass. */
    CONFLICT("Conflict"),
    /** The operator's token is not accepted. */
    UNAUTHENTICATED("Unauthenticated"),
    /** The operator has no right. */
    FORBIDDEN("Forbidden"),
    /** A quota is used up. */
    QUOTA("QuotaExceeded"),
    /** An admission webhook or policy says no. */
    ADMISSION("AdmissionDenied"),
    /** The namespace is being deleted. */
    NAMESPACE_TERMINATING("NamespaceTerminating"),
    /** What is named is not there, or the cluster does not know such a thing. */
    NOT_FOUND("NotFound"),
    /** The object is larger than allowed. */
    TOO_LARGE("TooLarge"),
    /** A value is not allowed. */
    INVALID("CreationRefused"),
    /** The API server is overloaded. */
    BUSY("ApiServerBusy"),
    /** The API server failed by itself, or something that it asks did. */
    SERVER_FAILED("ApiServerFailed"),
    /** No answer came. */
    AWAY("ApiServerAway"),
    /** None of these: a bug of the operator. */
    BUG("OperatorBug");

    private static final Duration AT_ONCE = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** One word in CamelCase. */
    public String word() {
      return word;
    }

    /** Whether nothing was heard of the cluster. */
    public boolean isSilence() {
      return this == AWAY || this == BUSY || this == SERVER_FAILED || this == BUG;
    }

    /** Whether it is over by the time that anybody can be told. */
    public boolean isPassing() {
      return this == AWAY || this == BUSY || this == CONFLICT;
    }

    /** What to wait before the first time that it is tried again. */
    Duration firstPause() {
      return this == CONFLICT ? AT_ONCE : SOON;
    }
  }
}
