package dev.byol.trainer.data;

import java.util.function.Consumer;

/** Shows pictures of a split once, in its own order, by one view each. */
public final class EvaluationLoader {
  private EvaluationLoader() {}

  /**
   * Calls {@code consumer} with one batch after the other on the calling thread while the next ones
   * are prepared. Damaged pictures are replaced as in training.
   *
   * @param count how many pictures, 1 to the size of the split; fewer are taken evenly spread
   * @param batch pictures in a batch, at least 1; the last may have fewer
   * @param view the view to show, such as the centre crop; asked for the first view of epoch 0
   * @param consumer must not keep the batch, which is given back after the call
   * @throws DataException as {@link BatchLoader#take}
   */
  public static void forEach(
      DecodedPictures pictures,
      int count,
      int batch,
      ViewMaker view,
      LoaderSettings settings,
      Consumer<Batch> consumer) {
    BatchPlan plan = new BatchPlan.Evaluation(pictures.source().size(), count, batch);
    try (BatchLoader loader = BatchLoader.of(pictures, plan, view, settings)) {
      for (long step = 0; plan.count(step) > 0; step++) {
        try (Batch taken = loader.take(step)) {
          consumer.accept(taken);
        }
      }
    }
  }
}
