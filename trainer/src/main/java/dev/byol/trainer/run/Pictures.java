package dev.byol.trainer.run;

import dev.byol.api.spec.DataFormat;
import dev.byol.api.spec.DataSpec;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.DataFiles;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.PictureSources;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens the pictures that an experiment names. */
public final class Pictures {
  private static final Pattern CIFAR10 = Pattern.compile("(data_batch.*|test_batch)\\.bin");
  private static final Pattern CIFAR100 = Pattern.compile("(train|test)\\.bin");

  private Pictures() {}

  /**
   * Opens the split to train on.
   *
   * @throws DataException when it cannot be used, with the field of the experiment that names it
   */
  public static PictureSource train(DataSpec data, Storage storage) throws IOException {
    return open("spec.data.uri", data.format(), data.uri(), storage);
  }

  /**
   * Opens the held-out split, if the experiment has one.
   *
   * @throws DataException as {@link #train}
   */
  public static Optional<PictureSource> heldOut(DataSpec data, Storage storage) throws IOException {
    return data.validationUri() == null
        ? Optional.empty()
        : Optional.of(
            open("spec.data.validationUri", data.format(), data.validationUri(), storage));
  }

  private static PictureSource open(String field, DataFormat format, String uri, Storage storage)
      throws IOException {
    try {
      return open(format, uri, storage.files(uri));
    } catch (DataException e) {
      // The cause stays the cause: it tells whether the store is away.
      throw new DataException(field + ": " + e.getMessage(), e.getCause());
    }
  }

  /**
   * Opens a split.
   *
   * @param format its layout, or {@link DataFormat#AUTO}
   * @param uri where it is, as the experiment says
   * @throws DataException when it cannot be used
   */
  public static PictureSource open(DataFormat format, String uri, DataFiles files) {
    return switch (format) {
      case AUTO -> open(recognise(uri, files), uri, files);
      case WEB_DATASET -> open(dev.byol.trainer.data.DataFormat.WEBDATASET, uri, files);
      case IMAGE_FOLDER -> open(dev.byol.trainer.data.DataFormat.IMAGE_FOLDER, uri, files);
      case CIFAR10 -> open(dev.byol.trainer.data.DataFormat.CIFAR10, uri, files);
      case CIFAR100 -> open(dev.byol.trainer.data.DataFormat.CIFAR100, uri, files);
    };
  }

  private static PictureSource open(
      dev.byol.trainer.data.DataFormat format, String uri, DataFiles files) {
    return PictureSources.open(format, uri, files);
  }

  /** A folder is what its files are called after; anything else is what it is itself called. */
  private static DataFormat recognise(String uri, DataFiles files) {
    Optional<DataFiles.Kind> kind = files.kind(uri);
    boolean pattern = uri.matches(".*[*?{].*");
    if (kind.isEmpty() && !pattern) {
      throw new DataException(uri + " does not exist; check the path.");
    }
    if (kind.filter(found -> found == DataFiles.Kind.FOLDER).isEmpty()) {
      return ofNames(List.of(uri.substring(uri.lastIndexOf('/') + 1)), uri);
    }
    List<String> names =
        files.list(uri).stream()
            .filter(entry -> entry.kind() == DataFiles.Kind.FILE)
            .map(DataFiles.Entry::name)
            .toList();
    boolean packed = names.stream().anyMatch(name -> name.matches(".*\\.(tar|bin)"));
    return packed ? ofNames(names, uri) : DataFormat.IMAGE_FOLDER;
  }

  private static DataFormat ofNames(List<String> names, String uri) {
    if (names.stream().anyMatch(name -> name.endsWith(".tar") || name.endsWith(".txt"))) {
      return DataFormat.WEB_DATASET;
    }
    if (names.stream().anyMatch(name -> CIFAR10.matcher(name).matches())) {
      return DataFormat.CIFAR10;
    }
    if (names.stream().anyMatch(name -> CIFAR100.matcher(name).matches())) {
      return DataFormat.CIFAR100;
    }
    throw new DataException(
        uri
            + " does not tell its format by its name (a folder, *.tar, data_batch*.bin, train.bin);"
            + " check the path, or set spec.data.format.");
  }
}
