package dev.byol.trainer.data;

import dev.byol.api.spec.field.Braces;
import dev.byol.trainer.data.account.Findings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A location as a user writes it: a file, a folder, a brace range such as {@code
 * train-{000000..000146}.tar}, a brace list {@code {train,extra}.tar}, or a glob with {@code *} and
 * {@code ?}; or a manifest, a file that ends in {@code .txt} and names a file a line. Braces keep
 * their order; what a glob or a folder matches is sorted by name.
 */
final class Locations {
  /** More files than this are a slip in a range rather than a data set. */
  static final int MOST_FILES = Braces.MOST;

  /** Beyond so many names, folders are listed. */
  private static final int FEW = 16;

  /** Names of classes, which sources read. */
  private static final Set<String> SIDE_FILES =
      Set.of("classes.json", "batches.meta.txt", "fine_label_names.txt");

  private static final String MANIFEST = ".txt";
  private static final int MOST_MANIFEST_BYTES = 64 << 20;

  private Locations() {}

  /**
   * The files that a location names.
   *
   * @param files their addresses, never empty
   * @param listed whether a folder or a wildcard chose them, rather than the user by name
   * @param packed compressed tars in such a folder, of which the unpacked tar is not there
   */
  record Found(List<String> files, boolean listed, List<String> packed) {}

  /** Nothing lies at {@code location}, perhaps as it is written for another program. */
  static DataException absent(String location) {
    String hint =
        location.contains("::")
            ? "lists with :: are not read: write a choice, {a,b}, or a file that ends in .txt and names a shard a line"
            : location.contains("[") && location.contains("]")
                ? "brackets are no wildcard here: write ?, * or {a,b}"
                : location.contains("$")
                    ? "variables of a shell are not looked up here: write what the variable holds"
                    : "check the path";
    return new DataException(
        indexOfWildcard(location) >= 0
            ? "nothing matches %s; %s".formatted(location, hint)
            : "%s does not exist; %s".formatted(location, hint));
  }

  /**
   * The files that {@code location} names; those of a folder are its entries that end in {@code
   * suffix}, in lower case.
   *
   * @param findings is told of what else lies in such a folder
   */
  static Found expand(DataFiles files, String location, String suffix, Findings findings) {
    if (location.isBlank()) {
      throw new DataException(
          "the location of the data is empty; name a file, a folder or a pattern");
    }
    List<String> patterns = new ArrayList<>();
    if (location.endsWith(MANIFEST)) {
      patterns.addAll(manifest(files, location));
    } else {
      patterns.addAll(expandBraces(location));
    }
    Set<String> found = new LinkedHashSet<>();
    if (patterns.size() > FEW) {
      addListed(files, patterns, found);
      return new Found(List.copyOf(found), false, List.of());
    }
    boolean listed = false;
    List<String> packed = new ArrayList<>();
    for (String pattern : patterns) {
      if (indexOfWildcard(pattern) < 0) {
        DataFiles.Kind kind = kindOf(files, pattern);
        listed |= kind == DataFiles.Kind.FOLDER;
        addFiles(files, pattern, kind, suffix, found, packed, findings);
        continue;
      }
      List<DataFiles.Entry> matches = new ArrayList<>();
      expandGlob(files, pattern, matches);
      if (matches.isEmpty()) {
        throw absent(pattern);
      }
      listed = true;
      for (DataFiles.Entry match : matches) {
        addFiles(files, match.name(), match.kind(), suffix, found, packed, findings);
      }
    }
    return new Found(List.copyOf(found), listed, List.copyOf(packed));
  }

  /** The files that a manifest names, one a line; relative names are beside it. */
  private static List<String> manifest(DataFiles files, String location) {
    kindOf(files, location);
    String folder = location.substring(0, location.lastIndexOf('/') + 1);
    String text = new String(files.read(location, MOST_MANIFEST_BYTES), StandardCharsets.UTF_8);
    List<String> names = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        names.add(line.startsWith("/") || line.contains("://") ? line : folder + line);
      }
    }
    if (names.isEmpty()) {
      throw new DataException("manifest %s names no file; write one a line".formatted(location));
    }
    if (names.size() > MOST_FILES) {
      throw new DataException(
          "manifest %s names %d files, more than %d".formatted(location, names.size(), MOST_FILES));
    }
    return names;
  }

  /** Many plain files: their folders are listed once rather than each of them asked for. */
  private static void addListed(DataFiles files, List<String> paths, Set<String> found) {
    Map<String, Map<String, DataFiles.Kind>> folders = new HashMap<>();
    for (String path : paths) {
      if (indexOfWildcard(path) >= 0) {
        throw new DataException(
            "%s has a wildcard among %d names of files; name a folder or a single pattern"
                .formatted(path, paths.size()));
      }
      int slash = path.lastIndexOf('/');
      String folder = slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
      Map<String, DataFiles.Kind> kinds =
          folders.computeIfAbsent(
              folder,
              listed ->
                  files.list(listed).stream()
                      .filter(entry -> entry.kind() != DataFiles.Kind.FOLDER)
                      .collect(
                          Collectors.toMap(
                              DataFiles.Entry::name, DataFiles.Entry::kind, (a, b) -> a)));
      DataFiles.Kind kind = kinds.get(path.substring(slash + 1));
      if (kind == null) {
        throw absent(path);
      }
      refuseSpecial(path, kind);
      found.add(path);
    }
  }

  /** Whether a name has a wildcard or braces, and so stands for others. */
  static boolean isPattern(String location) {
    return indexOfWildcard(location) >= 0 || location.indexOf('{') >= 0;
  }

  private static DataFiles.Kind kindOf(DataFiles files, String path) {
    DataFiles.Kind kind = files.kind(path).orElseThrow(() -> absent(path));
    refuseSpecial(path, kind);
    return kind;
  }

  /** Opening a pipe waits for its writer, for ever where there is none. */
  private static void refuseSpecial(String path, DataFiles.Kind kind) {
    if (kind == DataFiles.Kind.SPECIAL) {
      throw new DataException(path + " is a pipe, socket or device; name a file or a folder");
    }
  }

  private static void addFiles(
      DataFiles files,
      String path,
      DataFiles.Kind kind,
      String suffix,
      Set<String> found,
      List<String> packed,
      Findings findings) {
    refuseSpecial(path, kind);
    if (kind != DataFiles.Kind.FOLDER) {
      found.add(path);
      return;
    }
    int before = found.size();
    Findings others = new Findings();
    List<String> inFolder = new ArrayList<>();
    for (DataFiles.Entry entry : files.list(path)) {
      boolean matches = entry.name().toLowerCase(Locale.ROOT).endsWith(suffix);
      boolean file = entry.kind() == DataFiles.Kind.FILE || entry.kind() == DataFiles.Kind.MISSING;
      if (matches && file && !entry.isHidden()) {
        found.add(DataFiles.join(path, entry.name()));
      } else if (entry.isHidden() || !SIDE_FILES.contains(entry.name())) {
        Endings.addUnread(others, entry, entry.name());
        if (Packer.ofName(entry.name()).isPresent()) {
          inFolder.add(DataFiles.join(path, entry.name()));
        }
      }
    }
    if (found.size() == before) {
      throw new DataException(
          "folder %s holds no %s file%s; check the path or the format"
              .formatted(path, suffix, Endings.thereIs(others)));
    }
    findings.addAll(others);
    inFolder.stream().filter(tar -> !found.contains(Packer.unpacked(tar))).forEach(packed::add);
  }

  private static List<String> expandBraces(String location) {
    try {
      return Braces.expand(location);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage() + "; write " + Braces.allowed(), e);
    }
  }

  /** What matches, by its whole path; folders were listed, so nothing need be asked for again. */
  private static void expandGlob(DataFiles files, String pattern, List<DataFiles.Entry> out) {
    int wildcard = indexOfWildcard(pattern);
    if (wildcard < 0) {
      out.add(new DataFiles.Entry(pattern, kindOf(files, pattern)));
      return;
    }
    int folderEnd = pattern.lastIndexOf('/', wildcard);
    String folder = folderEnd < 0 ? "" : pattern.substring(0, Math.max(1, folderEnd));
    int partEnd = pattern.indexOf('/', wildcard);
    String part = pattern.substring(folderEnd + 1, partEnd < 0 ? pattern.length() : partEnd);
    String rest = partEnd < 0 ? "" : pattern.substring(partEnd + 1);
    Pattern regex = regex(part);
    for (DataFiles.Entry entry : files.list(folder.isEmpty() ? "." : folder)) {
      boolean hidden = entry.isHidden() && !part.startsWith(".");
      if (hidden || !regex.matcher(entry.name()).matches()) {
        continue;
      }
      String path = DataFiles.join(folder, entry.name());
      if (rest.isEmpty()) {
        out.add(new DataFiles.Entry(path, entry.kind()));
      } else if (entry.kind() == DataFiles.Kind.FOLDER) {
        expandGlob(files, path + "/" + rest, out);
      }
    }
  }

  private static int indexOfWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '*' || pattern.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  private static Pattern regex(String glob) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
