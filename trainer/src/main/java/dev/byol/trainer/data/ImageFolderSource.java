package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Picture files in a folder. Each subfolder that lies directly in it is a class (and may have
 * folders of its own); without subfolders the data are label-free. Order: classes by name, then
 * files by path.
 */
final class ImageFolderSource implements PictureSource {
  /** Deeper than this is taken for a loop of links. */
  private static final int DEEPEST = 16;

  private final DataFiles files;
  private final String folder;
  private final List<String> classNames;
  private final NamePool names;
  private final int[] firstOfClass;

  private ImageFolderSource(
      DataFiles files, String folder, List<String> classNames, NamePool names, int[] firstOfClass) {
    this.files = files;
    this.folder = folder;
    this.classNames = classNames;
    this.names = names;
    this.firstOfClass = firstOfClass;
  }

  static ImageFolderSource open(String folder, DataFiles files) {
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
    NamePool names = new NamePool();
    List<String> classes = new ArrayList<>();
    for (DataFiles.Entry entry : files.list(folder)) {
      if (entry.kind() == DataFiles.Kind.FOLDER) {
        classes.add(entry.name());
      } else if (PictureFormat.isPicture(PictureFormat.extension(entry.name()))) {
        names.add(entry.name());
      }
    }
    if (classes.isEmpty()) {
      if (names.size() == 0) {
        throw new DataException(
            "folder %s holds no picture (.jpg, .jpeg, .png, .webp, .bmp); check the path"
                .formatted(folder));
      }
      return new ImageFolderSource(files, folder, List.of(), names, new int[0]);
    }
    if (names.size() > 0) {
      throw new DataException(
          "folder %s holds both pictures (%s) and subfolders (%s); move the pictures into class folders, or the folders elsewhere for label-free data"
              .formatted(folder, names.get(0), classes.get(0)));
    }
    int[] firstOfClass = new int[classes.size()];
    for (int i = 0; i < firstOfClass.length; i++) {
      firstOfClass[i] = names.size();
      addPictures(files, folder, classes.get(i), 1, names);
      if (names.size() == firstOfClass[i]) {
        throw new DataException(
            "class folder %s holds no picture (.jpg, .jpeg, .png, .webp, .bmp); fill it or remove it"
                .formatted(DataFiles.join(folder, classes.get(i))));
      }
    }
    return new ImageFolderSource(files, folder, List.copyOf(classes), names, firstOfClass);
  }

  private static void addPictures(
      DataFiles files, String root, String relative, int depth, NamePool names) {
    String folder = DataFiles.join(root, relative);
    if (depth > DEEPEST) {
      throw new DataException(
          "%s is nested over %d folders deep; remove the loop of links".formatted(folder, DEEPEST));
    }
    for (DataFiles.Entry entry : files.list(folder)) {
      String path = DataFiles.join(relative, entry.name());
      if (entry.kind() == DataFiles.Kind.FOLDER) {
        addPictures(files, root, path, depth + 1, names);
      } else if (PictureFormat.isPicture(PictureFormat.extension(entry.name()))) {
        names.add(path);
      }
    }
  }

  @Override
  public int size() {
    return names.size();
  }

  @Override
  public int label(int index) {
    if (firstOfClass.length == 0) {
      return NO_LABEL;
    }
    int found = Arrays.binarySearch(firstOfClass, index);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    return DataFiles.join(folder, names.get(index));
  }

  @Override
  public String key(int index) {
    return names.get(index);
  }

  @Override
  public RgbImage read(int index, PictureDecoder decoder) throws DamagedPictureException {
    String name = name(index);
    return decoder.decode(files.read(name, PictureDecoder.MOST_BYTES), name);
  }
}
