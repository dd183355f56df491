package dev.byol.operator.policy;

import java.util.List;
import java.util.regex.Pattern;

/** Folders of nodes. One that is spelled otherwise than plainly could be another. */
final class HostPaths {
  private static final Pattern PLAIN = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[^/]+)+/?");

  private HostPaths() {}

  /** Folders that a policy names, without a slash at the end. */
  static List<String> folders(List<String> folders) {
    for (String folder : folders) {
      if (!PLAIN.matcher(folder).matches()) {
        throw new IllegalArgumentException(
            "policy.hostPaths has \""
                + folder
                + "\"; allowed: absolute paths without '.', '..' and '//'");
      }
    }
    return folders.stream().map(HostPaths::withoutSlash).toList();
  }

  /** Whether a path is one of the folders or below one. */
  static boolean permits(List<String> folders, String path) {
    String plain = withoutSlash(path);
    return PLAIN.matcher(path).matches()
        && folders.stream().anyMatch(f -> plain.equals(f) || plain.startsWith(f + "/"));
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
