package dev.byol.api.spec.field;

import java.util.regex.Pattern;

/**
 * What a text of the spec may be by itself. The schema of the API server and the checks of whoever
 * reads an experiment are both made from this, so that neither takes what the other refuses.
 */
public enum TextForm {
  /** Any text, as long as those of a status. */
  FREE("", 1024, "any text", "write it so"),
  LONG("^[^\\x00]*$", 32768, "text without the character NUL", "write it so"),
  LINE(
      "^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$",
      1024,
      "one line that is not blank",
      "write it so, or leave it out"),
  WORD(
      "^[!-~]+$",
      1024,
      "letters, digits and signs of ASCII, without a space",
      "write it so, or leave it out"),
  ENDPOINT(
      "^https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?/?$",
      1024,
      "http:// or https://, a host, and a port if it is not the usual one",
      "write it as https://minio.example:9000; the bucket belongs into the s3:// address"),
  PATH("^/[^\\x00-\\x1f\\x7f]*$", 1024, "an absolute path", "write for instance /srv/pictures"),
  MOUNT_PATH(
      "^(/[^/:\\x00-\\x1f\\x7f]+)+$",
      1024,
      "an absolute path below /, without '.', '..', ':', '//' or '/' at its end",
      "write for instance /data"),
  LABEL(
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
      63,
      "1 to 63 lower case letters, digits and '-', no '-' at either end",
      "name it so"),
  /** The operator puts a word of five characters before it, and the whole has to be a label. */
  VOLUME(LABEL.pattern, 58, LABEL.inWords, LABEL.remedy),
  OBJECT_NAME(
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
      253,
      "the name of an object in Kubernetes: lower case letters, digits, '-' and '.', a letter or digit first and last",
      "name it so, or leave it out"),
  QUEUE(OBJECT_NAME.pattern, 63, OBJECT_NAME.inWords, OBJECT_NAME.remedy),
  QUALIFIED_NAME(
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
      253,
      "NAME or DOMAIN/NAME, the name being 1 to 63 letters, digits, '-', '_' and '.', a letter or digit first and last",
      "name it so"),
  LABEL_VALUE(
      "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
      63,
      "at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last",
      "write it so"),
  VARIABLE("^[A-Za-z_][A-Za-z0-9_.-]*$", 253, "letters, digits and '_'", "name it so"),
  SECRET_KEY(
      "^([-_a-zA-Z0-9]|\\.[-_a-zA-Z0-9])[-._a-zA-Z0-9]*$",
      253,
      "letters, digits, '-', '_' and '.'",
      "name the key as the Secret has it"),
  TOLERATION_OPERATOR("^(Equal|Exists)$", 63, "Equal or Exists", "choose one of them"),
  TAINT_EFFECT(
      "^(NoSchedule|PreferNoSchedule|NoExecute)$",
      63,
      "NoSchedule, PreferNoSchedule or NoExecute",
      "choose one of them"),
  /** What nodes offer beside what Kubernetes knows; empty where claims bring the devices. */
  DEVICE(
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
      253,
      "DOMAIN/NAME, such as nvidia.com/gpu, or empty where resourceClaims bring the devices",
      "name it as the nodes offer it"),
  RESOURCE(
      "^(cpu|memory|ephemeral-storage|hugepages-[0-9]+[KMGT]i|"
          + DEVICE.pattern.substring(2, DEVICE.pattern.length() - 3)
          + ")$",
      253,
      "cpu, memory, ephemeral-storage, hugepages-SIZE or DOMAIN/NAME",
      "name it as Kubernetes does"),
  QUANTITY(
      "^\\+?([0-9]{1,19}(\\.[0-9]{0,9})?|\\.[0-9]{1,9})([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]{1,2})?$",
      40,
      "an amount of at least 0 as in Kubernetes, such as 2, 500m or 16Gi",
      "write it so");

  private final String pattern;
  private final int longest;
  private final String inWords;
  private final String remedy;
  private final Pattern compiled;

  TextForm(String pattern, int longest, String inWords, String remedy) {
    this.pattern = pattern;
    this.longest = longest;
    this.inWords = inWords;
    this.remedy = remedy;
    this.compiled = Pattern.compile(pattern);
  }

  /**
   * A regular expression for the whole text, of what Java and Go (RE2) understand alike; empty:
   * any.
   */
  public String pattern() {
    return pattern;
  }

  /** Longest text, in characters (code points). */
  public int longest() {
    return longest;
  }

  /** What may stand there. */
  public String inWords() {
    return inWords;
  }

  /** What to do about a text that does not fit. */
  public String remedy() {
    return remedy;
  }

  /** Whether the text fits but for its length. */
  public boolean matches(String text) {
    return pattern.isEmpty() || compiled.matcher(text).matches();
  }

  /** Whether the text is short enough. */
  public boolean isShortEnough(String text) {
    return text.length() <= longest || text.codePointCount(0, text.length()) <= longest;
  }
}
