package dev.byol.api.resolved;

import dev.byol.api.spec.data.DataFormat;
import dev.byol.api.spec.data.Orientation;
import dev.byol.api.spec.data.Transparency;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The pictures.
 *
 * @param uri training split, as the user wrote it
 * @param validationUri held-out split
 * @param format layout of the files
 * @param classes classes of the labels, 0 without labels
 * @param maxDamagedFraction share of unreadable pictures that may be skipped
 * @param maxPicturePixels the largest picture that is decoded, height times width
 * @param orientation which way up a picture is
 * @param transparency what becomes of transparent pixels
 * @param loaderThreads threads per worker that decode and augment; empty: the cores given
 */
public record DataSettings(
    String uri,
    Optional<String> validationUri,
    DataFormat format,
    int classes,
    double maxDamagedFraction,
    int maxPicturePixels,
    Orientation orientation,
    Transparency transparency,
    OptionalInt loaderThreads) {

  /** Whether there are labels to measure with. */
  public boolean isLabelled() {
    return classes > 0;
  }
}
