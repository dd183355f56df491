package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
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
  static FolderListing of(String folder, DataFiles files, SourceSettings settings) {
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
    listing.list(settings);
    return listing;
  }

  private void list(SourceSettings settings) {
    for (DataFiles.Entry entry : files.list(root)) {
      if (isClass(entry)) {
        classNames.add(entry.name());
      } else if (isMissingWithoutEnding(entry)) {
        throw new DataException(
            "%s is %s, and may have been a class; fix or remove it"
                .formatted(DataFiles.join(root, entry.name()), entry.missing()));
      } else {
        add(entry, entry.name(), findings);
      }
    }
    if (classNames.isEmpty()) {
      if (names.size() == 0) {
        throw holdsNone("folder " + root, findings, remedy(findings, "check the path"));
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
      Findings ofClass = new Findings();
      addAll(classNames.get(i), 1, ofClass);
      findings.addAll(ofClass);
      boolean meant =
          settings.accept().contains(DataDoubt.UNREAD_PICTURES)
              && ofClass.count(Finding.UNREAD_PICTURE) > 0;
      if (names.size() == firstOfClass[i] && !meant) {
        throw holdsNone(
            "class folder " + DataFiles.join(root, classNames.get(i)),
            ofClass,
            remedy(ofClass, "fill it, move it elsewhere or remove it"));
      }
    }
    if (names.size() == 0) {
      throw holdsNone("folder " + root, findings, remedy(findings, "check the path"));
    }
  }

  private static boolean isClass(DataFiles.Entry entry) {
    return entry.kind() == DataFiles.Kind.FOLDER
        && !entry.isHidden()
        && !JunkNames.isJunk(entry.name());
  }

  /** Such as a link to a folder on a mount that is away. */
  private static boolean isMissingWithoutEnding(DataFiles.Entry entry) {
    return entry.kind() == DataFiles.Kind.MISSING
        && !entry.isHidden()
        && !LocalFiles.isUndecodable(entry.name())
        && PictureFormat.extension(entry.name()).isEmpty();
  }

  private void addAll(String relative, int depth, Findings ofClass) {
    String folder = DataFiles.join(root, relative);
    if (depth > DEEPEST) {
      throw new DataException(
          "%s is nested over %d folders deep; remove the loop of links".formatted(folder, DEEPEST));
    }
    for (DataFiles.Entry entry : files.list(folder)) {
      String path = DataFiles.join(relative, entry.name());
      if (isClass(entry)) {
        addAll(path, depth + 1, ofClass);
      } else {
        add(entry, path, ofClass);
      }
    }
  }

  private void add(DataFiles.Entry entry, String path, Findings found) {
    boolean file = entry.kind() == DataFiles.Kind.FILE || entry.kind() == DataFiles.Kind.MISSING;
    String ending = PictureFormat.extension(entry.name());
    if (isMissingWithoutEnding(entry)) {
      found.add(Finding.UNREADABLE, entry.missing(), path);
      return;
    }
    if (!file || entry.isHidden() || !PictureFormat.isPicture(ending)) {
      Endings.addUnread(found, entry, path);
      return;
    }
    names.add(path);
    bytes.add(entry.bytes());
    found.add(Finding.PICTURE, "." + ending.toLowerCase(Locale.ROOT), path);
    if (entry.kind() == DataFiles.Kind.MISSING) {
      found.add(Finding.UNREADABLE, entry.missing(), path);
    }
  }

  private String remedy(Findings found, String otherwise) {
    if (found.count(Finding.UNREAD_PICTURE) > 0) {
      return found == findings
          ? "convert them to JPEG or PNG"
          : "convert them to JPEG or PNG, or add UnreadPictures to spec.data.accept, which leaves them out";
    }
    boolean nameless =
        found.kinds(Finding.OTHER_FILE).contains(Endings.shown("a file that has none"));
    return nameless
        ? "pictures are known by their endings, so give them theirs, such as .jpg; else "
            + otherwise
        : otherwise;
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

  /** The first picture of each class, which is that of the next one where it has none. */
  int[] firstOfClass() {
    return firstOfClass;
  }

  /** Everything that lies there. */
  Findings findings() {
    return findings;
  }
}
