package dev.byol.trainer.data;

import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a folder of pictures holds, listed once: the pictures in order, and everything else counted.
 */
final class FolderListing {
  /** Deeper than this is taken for a loop of links. */
  private static final int DEEPEST = 16;

  private final DataFiles files;
  private final String root;
  private final NamePool names = new NamePool();
  private final LongList bytes = new LongList();
  private final Findings findings = new Findings();
  private final List<String> classNames = new ArrayList<>();
  private int[] firstOfClass = new int[0];

  private FolderListing(String root, DataFiles files) {
    this.root = root;
    this.files = files;
  }

  /** Lists {@code folder}; a class is a folder in it. At least one picture is found. */
  static FolderListing of(String folder, DataFiles files) {
    DataFiles.Kind kind =
        files
            .kind(folder)
            .orElseThrow(
                () ->
                    new DataException(
                        "folder %s does not exist; check the path".formatted(folder)));
    if (kind != DataFiles.Kind.FOLDER) {
      throw new DataException(
          "%s is a file where a folder of pictures is needed; name the folder, or set the format to what the file is"
              .formatted(folder));
    }
    FolderListing listing = new FolderListing(folder, files);
    listing.list();
    return listing;
  }

  private void list() {
    for (DataFiles.Entry entry : files.list(root)) {
      if (isClass(entry)) {
        classNames.add(entry.name());
      } else {
        add(entry, entry.name());
      }
    }
    if (classNames.isEmpty()) {
      if (names.size() == 0) {
        throw holdsNone("folder " + root, findings, "check the path");
      }
      return;
    }
    if (names.size() > 0) {
      throw new DataException(
          "folder %s holds both pictures (%s) and subfolders (%s); move the pictures into class folders, or the folders elsewhere for label-free data"
              .formatted(root, names.get(0), classNames.get(0)));
    }
    firstOfClass = new int[classNames.size()];
    for (int i = 0; i < firstOfClass.length; i++) {
      firstOfClass[i] = names.size();
      addAll(classNames.get(i), 1);
      if (names.size() == firstOfClass[i]) {
        throw holdsNone(
            "class folder " + DataFiles.join(root, classNames.get(i)),
            findings,
            "fill it, move it elsewhere or remove it");
      }
    }
  }

  private static boolean isClass(DataFiles.Entry entry) {
    return entry.kind() == DataFiles.Kind.FOLDER
        && !entry.isHidden()
        && !JunkNames.isJunk(entry.name());
  }

  private void addAll(String relative, int depth) {
    String folder = DataFiles.join(root, relative);
    if (depth > DEEPEST) {
      throw new DataException(
          "%s is nested over %d folders deep; remove the loop of links".formatted(folder, DEEPEST));
    }
    for (DataFiles.Entry entry : files.list(folder)) {
      String path = DataFiles.join(relative, entry.name());
      if (isClass(entry)) {
        addAll(path, depth + 1);
      } else {
        add(entry, path);
      }
    }
  }

  private void add(DataFiles.Entry entry, String path) {
    boolean file = entry.kind() == DataFiles.Kind.FILE || entry.kind() == DataFiles.Kind.MISSING;
    String ending = PictureFormat.extension(entry.name());
    if (!file || entry.isHidden() || !PictureFormat.isPicture(ending)) {
      Endings.addUnread(findings, entry, path);
      return;
    }
    names.add(path);
    bytes.add(entry.bytes());
    findings.add(Finding.PICTURE, "." + ending.toLowerCase(Locale.ROOT), path);
    if (entry.kind() == DataFiles.Kind.MISSING) {
      findings.add(
          Finding.UNREADABLE,
          LocalFiles.isUndecodable(path)
              ? "whose name " + LocalFiles.whyUndecodable()
              : "linking to nothing",
          path);
    }
  }

  private static DataException holdsNone(String what, Findings findings, String remedy) {
    return new DataException(
        "%s holds no picture that is read (%s)%s; %s"
            .formatted(what, Endings.readable(), Endings.thereIs(findings), remedy));
  }

  /** Paths below the folder. */
  NamePool names() {
    return names;
  }

  /** Sizes of the files; -1 where the listing does not say. */
  LongList bytes() {
    return bytes;
  }

  /** Folders that are classes, in order; empty for label-free data. */
  List<String> classNames() {
    return List.copyOf(classNames);
  }

  /** The first picture of each class. */
  int[] firstOfClass() {
    return firstOfClass;
  }

  /** Everything that lies there. */
  Findings findings() {
    return findings;
  }
}
