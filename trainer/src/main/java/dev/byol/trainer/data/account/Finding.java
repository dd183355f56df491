package dev.byol.trainer.data.account;

/** What can be found at the address of a split, each with the words of its line in the account. */
public enum Finding {
  /** A picture that is used, by ending. */
  PICTURE(""),
  /** Told apart by ending. */
  OTHER_FILE("not read, by their ending"),
  /** Told apart by ending. */
  UNREAD_PICTURE("not read, pictures of formats without a reader here"),
  SUBFOLDER("not looked into, folders"),
  HIDDEN("left out, hidden"),
  SYSTEM("left out, folders of the system or of tools"),
  SPECIAL_FILE("left out, pipes, sockets or devices"),
  UNREADABLE("missing or unreadable, counted as damaged"),
  /** In a tar: files that are no picture and no label, by ending. */
  OTHER_MEMBER("not read, other files of samples, by their ending"),
  UNREACHED("left out, pictures of samples of which none is the one to take"),
  NO_PICTURE("left out, samples without a picture"),
  UNLABELLED("left out, samples without a label"),
  /** In a tar: its example is a sentence about the first. */
  BAD_LABEL("labels that cannot be used"),
  LABEL_OF_NONE("labels -1, taken as none"),
  /** In a tar: told apart by the fields that are there instead. */
  JSON_WITHOUT_LABEL("no label in the JSON, whose fields are"),
  JSON_UNREADABLE("no label, as the JSON cannot be read"),
  SCATTERED("put together, samples whose files do not lie side by side"),
  REPEATED("used each time, samples that occur again in a tar"),
  LINK("followed, links within a tar"),
  BEHIND_END("not read, bytes behind the end mark of a tar");

  private final String words;

  Finding(String words) {
    this.words = words;
  }

  /** The words before the numbers. */
  String words() {
    return words;
  }
}
