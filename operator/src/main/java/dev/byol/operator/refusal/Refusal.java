package dev.byol.operator.refusal;

import java.time.Duration;

/**
 * Something that the operator wanted of the API server and did not get.
 *
 * @param kind what kind of refusal it is
 * @param sentence what was refused, by whom and what to do, for whoever can fix it
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
    NAME_IN_USE("NameInUse", "another's object has the name"),
    /** Somebody else wrote first; what they wrote is seen in the next pass. */
    CONFLICT("Conflict", "somebody else wrote first; what they wrote is seen in the next pass"),
    /** The operator's token is not accepted. */
    UNAUTHENTICATED("Unauthenticated", "the operator's token is not accepted"),
    /** The operator has no right. */
    FORBIDDEN("Forbidden", "the operator's account has not the right"),
    /** A quota is used up. */
    QUOTA("QuotaExceeded", "a ResourceQuota is used up"),
    /** An admission webhook or policy says no. */
    ADMISSION("AdmissionDenied", "a webhook, a policy or Pod Security says no"),
    /** The namespace is being deleted. */
    NAMESPACE_TERMINATING("NamespaceTerminating", "the namespace is being deleted"),
    /** What is named is not there, or the cluster does not know such a thing. */
    NOT_FOUND(
        "NotFound",
        "what is named is not there, or the cluster knows no such kind, as of a PodGroup"),
    /** The object is larger than allowed. */
    TOO_LARGE("TooLarge", "the object is too large"),
    /** A value is not allowed. */
    INVALID("CreationRefused", "a value is not allowed"),
    /** The API server is overloaded. */
    BUSY("ApiServerBusy", "the API server is overloaded"),
    /** The API server failed by itself, or something that it asks did. */
    SERVER_FAILED(
        "ApiServerFailed", "an error of the API server, or a webhook that does not answer"),
    /** No answer came. */
    AWAY("ApiServerAway", "the API server does not answer"),
    /** None of these: a bug of the operator. */
    BUG("OperatorBug", "anything else, a bug of the operator; the log has the stack, once");

    private static final Duration AT_ONCE = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final String word;
    private final String meaning;

    Kind(String word, String meaning) {
      this.word = word;
      this.meaning = meaning;
    }

    /** One word in CamelCase. */
    public String word() {
      return word;
    }

    /** When it happens, for the documentation. */
    public String meaning() {
      return meaning;
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
