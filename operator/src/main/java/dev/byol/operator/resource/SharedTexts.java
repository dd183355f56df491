package dev.byol.operator.resource;

/**
 * Makes equal texts one object, as far as it remembers: of two texts that fall into the same slot
 * it knows the later one. Any thread may use it; one that loses a race gets its own text back.
 */
final class SharedTexts {
  private static final int SLOTS = 1 << 14;

  private final String[] slots = new String[SLOTS];

  /** A text that equals {@code text}. */
  String shared(String text) {
    int hash = text.hashCode();
    int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
    String known = slots[slot];
    if (text.equals(known)) {
      return known;
    }
    slots[slot] = text;
    return text;
  }
}
