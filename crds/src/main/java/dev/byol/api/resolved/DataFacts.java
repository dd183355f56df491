package dev.byol.api.resolved;

/**
 * What opening the data tells.
 *
 * @param trainImages images of the training split
 * @param classes largest label plus one, 0 without labels
 */
public record DataFacts(long trainImages, int classes) {
  public DataFacts {
    if (trainImages < 0 || classes < 0) {
      throw new IllegalArgumentException(
          "trainImages and classes are " + trainImages + " and " + classes + ", not negative");
    }
  }
}
