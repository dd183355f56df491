package dev.byol.trainer.run;

import dev.byol.trainer.data.PictureSource;

/**
 * The training pictures of a run in their order, small enough to be kept in every checkpoint. Data
 * that was moved or copied elsewhere has the same.
 *
 * @param pictures how many
 * @param digest SHA-256 over the names and labels
 * @param contents what tells them from others of the same names
 */
record SampleList(long pictures, String digest, ContentSketch contents) {
  /** Of an opened split, of which some pictures are read. */
  static SampleList of(PictureSource source) {
    return new SampleList(source.size(), names(source), ContentSketch.of(source));
  }

  /** SHA-256 over the names and labels of {@code source} in their order. */
  static String names(PictureSource source) {
    Sha256 digest = new Sha256();
    for (int i = 0; i < source.size(); i++) {
      // The label ends the name: no two lists give the same bytes.
      digest.update(source.key(i) + "\n" + source.label(i) + "\n");
    }
    return digest.hex();
  }
}
