package dev.byol.api.yaml;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A document as a tree, and where each of its values was written.
 *
 * @param name file or other source, for messages
 * @param root the document; {@link Overrides} changes it
 * @param where origin by path, for instance {@code line 7}
 */
record SourceTree(String name, ObjectNode root, Map<String, String> where) {

  /** Origin of the value at {@code path}, or of the nearest section around it; may be empty. */
  String origin(String path) {
    for (String p = path; !p.isEmpty(); p = parent(p)) {
      String found = where.get(p);
      if (found != null) {
        return found;
      }
    }
    return "";
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('.'), 0));
  }

  static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
