package dev.byol.trainer.run;

import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.data.PictureSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells pictures from others of the same names: the sizes of all, from their index, and the
 * contents of some, evenly spread. Small enough to be kept in every checkpoint; two of the same
 * source are equal, wherever it lies.
 *
 * @param sizes SHA-256 over the stored sizes in their order
 * @param looked of each picture that was looked at, the first 16 hexadecimal digits of its SHA-256;
 *     {@value #UNREADABLE} if it could not be read, {@value #SKIPPED} if it was passed over to
 *     bound what is read
 */
record ContentSketch(String sizes, List<String> looked) {
  private static final int MOST_LOOKED = 64;
  private static final long MOST_BYTES = 64L << 20;
  private static final int DIGITS = 16;
  private static final String UNREADABLE = "unreadable";
  private static final String SKIPPED = "-";
  private static final String SEPARATOR = ",";

  ContentSketch {
    looked = List.copyOf(looked);
  }

  /**
   * Reads some pictures.
   *
   * @throws dev.byol.trainer.data.DataException if their storage is out of order
   */
  static ContentSketch of(PictureSource source) {
    Sha256 sizes = new Sha256();
    ByteBuffer size = ByteBuffer.allocate(Long.BYTES);
    for (int i = 0; i < source.size(); i++) {
      sizes.update(size.putLong(0, source.bytes(i)).array());
    }
    List<Integer> chosen = chosen(source);
    chosen.stream().filter(i -> i >= 0).forEach(source::willNeed);
    return new ContentSketch(
        sizes.hex(), chosen.stream().map(i -> i < 0 ? SKIPPED : digest(source, i)).toList());
  }

  /** Evenly spread; -1 for one that is passed over. */
  private static List<Integer> chosen(PictureSource source) {
    List<Integer> chosen = new ArrayList<>();
    int count = Math.min(MOST_LOOKED, source.size());
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int index = (int) ((long) i * source.size() / count);
      long more = Math.max(0, source.bytes(index));
      boolean fits = bytes + more <= MOST_BYTES;
      chosen.add(fits ? index : -1);
      bytes += fits ? more : 0;
    }
    return chosen;
  }

  private static String digest(PictureSource source, int index) {
    try {
      Sha256 digest = new Sha256();
      digest.update(source.content(index));
      return digest.hex().substring(0, DIGITS);
    } catch (DamagedPictureException e) {
      return UNREADABLE;
    }
  }

  /** How many pictures both looked at. */
  long common(ContentSketch other) {
    return count(other, false);
  }

  /** How many of those differ. */
  long different(ContentSketch other) {
    return count(other, true);
  }

  private long count(ContentSketch other, boolean differentOnly) {
    long count = 0;
    for (int i = 0; i < Math.min(looked.size(), other.looked.size()); i++) {
      String here = looked.get(i);
      String there = other.looked.get(i);
      boolean both = !here.equals(SKIPPED) && !there.equals(SKIPPED);
      count += both && !(differentOnly && here.equals(there)) ? 1 : 0;
    }
    return count;
  }

  /** As a manifest keeps it; {@link #parse} reads it. */
  String text() {
    return sizes + SEPARATOR + String.join(SEPARATOR, looked);
  }

  /** What {@link #text} wrote. */
  static ContentSketch parse(String text) {
    List<String> parts = List.of(text.split(SEPARATOR));
    return new ContentSketch(parts.get(0), parts.subList(1, parts.size()));
  }
}
