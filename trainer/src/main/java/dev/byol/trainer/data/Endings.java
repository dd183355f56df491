package dev.byol.trainer.data;

import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import java.util.Locale;
import java.util.Set;

/** What the ending of a name says about a file. */
final class Endings {
  /** Endings of pictures that no reader here knows. */
  private static final Set<String> UNREAD_PICTURES =
      Set.of(
          "heic", "heif", "avif", "jxl", "jp2", "j2k", "jpx", "jpf", "jxr", "psd", "svg", "ico",
          "pcx", "tga", "ppm", "pgm", "pbm", "pnm", "exr", "hdr", "dng", "cr2", "cr3", "nef", "arw",
          "orf", "rw2", "raf", "raw", "dcm", "fits");

  /** Endings that were read first: where a sample has several pictures, these are taken. */
  private static final Set<String> USUAL = Set.of("jpg", "jpeg", "png", "webp", "bmp");

  private static final Set<String> PACKED = Set.of("gz", "bz2", "xz", "zst", "lz4", "z");

  private Endings() {}

  /** The pictures that are read, for messages. */
  static String readable() {
    return ".jpg, .jpeg, .png, .webp, .bmp, .gif, .tif";
  }

  /** Whether a file with this ending (no dot, any case) is a picture of a format without reader. */
  static boolean isUnreadPicture(String ending) {
    return UNREAD_PICTURES.contains(ending.toLowerCase(Locale.ROOT));
  }

  /** Whether it is one of the endings that pictures usually have. */
  static boolean isUsual(String ending) {
    return USUAL.contains(ending.toLowerCase(Locale.ROOT));
  }

  /** The ending of a name for the account, such as {@code .txt} or {@code .tar.gz}. */
  static String shown(String name) {
    String ending = PictureFormat.extension(name).toLowerCase(Locale.ROOT);
    if (ending.isEmpty()) {
      return "without ending";
    }
    String stem = name.substring(0, name.length() - ending.length() - 1);
    return PACKED.contains(ending) && stem.toLowerCase(Locale.ROOT).endsWith(".tar")
        ? ".tar." + ending
        : "." + ending;
  }

  /**
   * Counts an entry of a folder that is not used.
   *
   * @param path how to call it
   */
  static void addUnread(Findings findings, DataFiles.Entry entry, String path) {
    if (entry.isHidden()) {
      findings.add(Finding.HIDDEN, path);
    } else if (entry.kind() == DataFiles.Kind.FOLDER) {
      findings.add(JunkNames.isJunk(entry.name()) ? Finding.SYSTEM : Finding.SUBFOLDER, path + "/");
    } else if (entry.kind() == DataFiles.Kind.SPECIAL) {
      findings.add(Finding.SPECIAL_FILE, path);
    } else if (isUnreadPicture(PictureFormat.extension(entry.name()))) {
      findings.add(Finding.UNREAD_PICTURE, shown(entry.name()), path);
    } else {
      findings.add(Finding.OTHER_FILE, shown(entry.name()), path);
    }
  }

  /** What lies somewhere instead, as a clause; empty when nothing does. */
  static String thereIs(Findings findings) {
    String others = String.join("; ", findings.lines());
    return others.isEmpty() ? "" : " (there is: " + others + ")";
  }
}
