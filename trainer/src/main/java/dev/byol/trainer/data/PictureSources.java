package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.data.account.Problem;
import java.util.List;
import java.util.Set;

/** Opens a data set. */
public final class PictureSources {
  private PictureSources() {}

  /**
   * Opens the pictures at {@code location} and builds their index. For tar shards that reads the
   * headers of every shard once.
   *
   * @param location {@link DataFormat#IMAGE_FOLDER}: a folder. Otherwise files: one, a folder of
   *     them, a brace range {@code train-{000000..000146}.tar}, or a glob {@code train-*.tar}
   * @return with an account that may name problems; {@link #require} refuses those
   * @throws DataException when there is nothing there that can be used
   */
  public static PictureSource open(
      DataFormat format, String location, DataFiles files, SourceSettings settings) {
    return switch (format) {
      case IMAGE_FOLDER -> ImageFolderSource.open(location, files, settings);
      case WEBDATASET -> TarShardsSource.open(location, files, settings);
      case CIFAR10 -> CifarSource.open(CifarLayout.CIFAR10, location, files, settings);
      case CIFAR100 -> CifarSource.open(CifarLayout.CIFAR100, location, files, settings);
    };
  }

  /** Opens with the settings of an experiment that has none, and refuses problems. */
  public static PictureSource open(DataFormat format, String location, DataFiles files) {
    SourceSettings settings = SourceSettings.defaults();
    PictureSource source = open(format, location, files, settings);
    require(source.account().problems(), settings.accept());
    return source;
  }

  /**
   * Refuses data that are most likely a mistake.
   *
   * @param accept what is meant all the same
   * @throws DataException with everything that is not
   */
  public static void require(List<Problem> problems, Set<DataDoubt> accept) {
    List<String> sentences =
        problems.stream()
            .filter(problem -> !problem.isMeant(accept))
            .map(Problem::sentence)
            .toList();
    if (!sentences.isEmpty()) {
      throw new DataException(String.join(". ", sentences));
    }
  }
}
