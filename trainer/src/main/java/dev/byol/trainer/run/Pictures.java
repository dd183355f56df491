package dev.byol.trainer.run;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.DataFiles;
import dev.byol.trainer.data.DecodeSettings;
import dev.byol.trainer.data.LayoutFinder;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.PictureSources;
import dev.byol.trainer.data.SourceSettings;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Opens the pictures that an experiment names. */
public final class Pictures {
  private Pictures() {}

  /**
   * Opens the split to train on; its account may name problems, which {@link DataReport} refuses.
   *
   * @throws DataException when it cannot be used, with the field of the experiment that names it
   */
  public static PictureSource train(DataSpec data, Storage storage) throws IOException {
    return open("spec.data.uri", data, data.uri(), storage);
  }

  /**
   * Opens the held-out split, if the experiment has one.
   *
   * @throws DataException as {@link #train}
   */
  public static Optional<PictureSource> heldOut(DataSpec data, Storage storage) throws IOException {
    return data.validationUri() == null
        ? Optional.empty()
        : Optional.of(open("spec.data.validationUri", data, data.validationUri(), storage));
  }

  /** What decoding makes of an experiment's pictures. */
  public static DecodeSettings decoding(DataSpec data) {
    return new DecodeSettings(
        data.maxPicturePixels(),
        data.orientation(),
        switch (data.transparency()) {
          case DROP -> DecodeSettings.Transparency.DROP;
          case WHITE -> DecodeSettings.Transparency.WHITE;
          case BLACK -> DecodeSettings.Transparency.BLACK;
        });
  }

  private static PictureSource open(String field, DataSpec data, String uri, Storage storage)
      throws IOException {
    try {
      return open(data, uri, storage.files(uri));
    } catch (DataException e) {
      // The cause stays the cause: it tells whether the store is away.
      throw new DataException(field + ": " + e.getMessage(), e.getCause());
    }
  }

  /**
   * Opens a split.
   *
   * @param data how; its addresses are not looked at
   * @param uri where it is, as the experiment says
   * @throws DataException when it cannot be used
   */
  public static PictureSource open(DataSpec data, String uri, DataFiles files) {
    dev.byol.trainer.data.DataFormat format =
        switch (data.format()) {
          case AUTO -> LayoutFinder.find(uri, files);
          case WEB_DATASET -> dev.byol.trainer.data.DataFormat.WEBDATASET;
          case IMAGE_FOLDER -> dev.byol.trainer.data.DataFormat.IMAGE_FOLDER;
          case CIFAR10 -> dev.byol.trainer.data.DataFormat.CIFAR10;
          case CIFAR100 -> dev.byol.trainer.data.DataFormat.CIFAR100;
        };
    return PictureSources.open(format, uri, files, settings(data));
  }

  /** How a split is opened, by the fields of an experiment. */
  public static SourceSettings settings(DataSpec data) {
    return new SourceSettings(
        data.keyEnd(),
        Optional.ofNullable(data.pictureMember())
            .map(member -> member.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.", "")),
        data.classes() == null ? OptionalInt.empty() : OptionalInt.of(data.classes()),
        accepted(data),
        data.maxDamagedFraction());
  }

  /** What is meant although it looks like a mistake. */
  public static Set<DataDoubt> accepted(DataSpec data) {
    return data.accept() == null ? Set.of() : Set.copyOf(data.accept());
  }
}
