package dev.byol.trainer.data;

import java.util.Set;

/** Folders that systems and tools leave among people's files; never a class, never trained on. */
final class JunkNames {
  private static final Set<String> FOLDERS =
      Set.of(
          "lost+found",
          "__MACOSX",
          "@eaDir",
          "#recycle",
          "#snapshot",
          "$RECYCLE.BIN",
          "RECYCLER",
          "System Volume Information",
          "__pycache__",
          "PaxHeaders",
          "PaxHeader");

  private JunkNames() {}

  /** Whether a folder of this name is the system's or a tool's. */
  static boolean isJunk(String folder) {
    return FOLDERS.contains(folder) || folder.startsWith("PaxHeaders.");
  }

  /** Whether {@code path} leads through such a folder, or through a hidden one. */
  static boolean leadsThrough(String path) {
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      String folder = path.substring(start, slash);
      if (isJunk(folder) || isHidden(folder)) {
        return true;
      }
      start = slash + 1;
    }
    return false;
  }

  /** Whether a name begins with a dot and is no step of a path. */
  static boolean isHidden(String name) {
    return name.startsWith(".") && !name.equals(".") && !name.equals("..");
  }
}
