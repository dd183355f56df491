package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Findings;
import java.util.List;

/**
 * The pictures of one split, numbered from 0. The numbering depends on names and contents alone, so
 * that every worker sees the same. Safe for use by several threads.
 */
public interface PictureSource {
  /** The label of a picture that has none. */
  int NO_LABEL = -1;

  /** Number of pictures, at least 1. */
  int size();

  /**
   * Class of picture {@code index} as a position in {@link #classNames()}; {@link #NO_LABEL} for
   * every picture of label-free data.
   */
  int label(int index);

  /** Names of the classes in label order; empty exactly for label-free data. */
  List<String> classNames();

  /** What to call picture {@code index} in messages: file, or shard and key. */
  String name(int index);

  /**
   * What picture {@code index} is called wherever the data lies: its path below the root, or its
   * shard and what tells it apart in there. Runs compare it with what their checkpoint knew.
   */
  default String key(int index) {
    return name(index);
  }

  /** All that lies where the pictures are. */
  default DataAccount account() {
    return new DataAccount("pictures", size(), List.of(), "", new Findings(), List.of());
  }

  /** Size of picture {@code index} as it is stored, in bytes; -1 when that is not known. */
  default long bytes(int index) {
    return -1;
  }

  /**
   * Picture {@code index} as it is stored.
   *
   * @throws DamagedPictureException when its file is missing or too large
   * @throws DataException when it cannot be read
   */
  default byte[] content(int index) throws DamagedPictureException {
    throw new UnsupportedOperationException("pictures that are not stored");
  }

  /** Picture {@code index} will be read soon; a source that is far away begins to fetch it. */
  default void willNeed(int index) {}

  /**
   * Reads and decodes picture {@code index}.
   *
   * @param decoder the calling thread's
   * @throws DamagedPictureException when this picture cannot be decoded
   * @throws DataException when the file cannot be read
   */
  RgbImage read(int index, PictureDecoder decoder) throws DamagedPictureException;
}
