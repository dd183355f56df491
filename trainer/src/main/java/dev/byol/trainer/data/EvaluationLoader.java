package dev.byol.trainer.data;

import java.util.function.Consumer;

/** Shows all pictures of a split once, in its own order, by one view each. */
public final class EvaluationLoader {
  private EvaluationLoader() {}

  /**
   * Calls {@code consumer} with one batch after the other on the calling thread while the next ones
   * are prepared. Damaged pictures are replaced as in training.
   *
   * @param part which pictures, such as {@code Shares.of(size, worldSize, rank)} of the split
   * @param batch pictures in a batch, at least 1; the last may have fewer
   * @param view the view to show, such as the centre crop; asked for the first view of epoch 0
   * @param consumer must not keep the batch, which is given back after the call
   * @throws DataException as {@link BatchLoader#take}
   */
  public static void forEach(
      DecodedPictures pictures,
      Share part,
      int batch,
      ViewMaker view,
      LoaderSettings settings,
      Consumer<Batch> consumer) {
    if (part.end() > pictures.source().size()) {
      throw new IllegalArgumentException(
          "%s reaches beyond the %d pictures of the split"
              .formatted(part, pictures.source().size()));
    }
    BatchPlan plan = new BatchPlan.Evaluation(part, batch);
    try (BatchLoader loader = BatchLoader.of(pictures, plan, view, settings)) {
      for (long step = 0; plan.count(step) > 0; step++) {
        try (Batch taken = loader.take(step)) {
          consumer.accept(taken);
        }
      }
    }
  }
}
