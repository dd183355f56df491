package dev.byol.trainer.data;

/** Opens a data set. */
public final class PictureSources {
  private PictureSources() {}

  /**
   * Opens the pictures at {@code location} and builds their index. For tar shards that reads the
   * headers of every shard once.
   *
   * @param location {@link DataFormat#IMAGE_FOLDER}: a folder. Otherwise files: one, a folder of
   *     them, a brace range {@code train-{000000..000146}.tar}, or a glob {@code train-*.tar}
   * @throws DataException when there is nothing there that can be used
   */
  public static PictureSource open(DataFormat format, String location, DataFiles files) {
    return switch (format) {
      case IMAGE_FOLDER -> ImageFolderSource.open(location, files);
      case WEBDATASET -> TarShardsSource.open(location, files);
      case CIFAR10 -> CifarSource.open(CifarLayout.CIFAR10, location, files);
      case CIFAR100 -> CifarSource.open(CifarLayout.CIFAR100, location, files);
    };
  }
}
