package dev.byol.api.channel;

/** What may follow the end of an attempt. */
public enum Sequel {
  /** Nothing until somebody edits the experiment. */
  NONE("nothing before an edit"),
  /** One more attempt; the same end again without progress is the last. */
  ONE_ATTEMPT("one more attempt; the second time without progress is the last"),
  /** Attempts as long as the budget lasts. */
  ATTEMPT("a new attempt");

  private final String words;

  Sequel(String words) {
    this.words = words;
  }

  /** For tables in the documentation. */
  public String words() {
    return words;
  }
}
