package dev.byol.trainer.engine.update;

/**
 * Sums gradients over lanes and workers while the backward pass still runs, bucket by bucket in the
 * same order each time.
 */
public interface GradientSum extends AutoCloseable {
  /** Forgets the step before. Called before the lanes begin. */
  void begin();

  /** The lanes have met at the batch norm {@code layer}, on their way down. */
  void reached(int lane, int layer);

  /**
   * The lane's backward pass is through. When this returns, on all lanes, all sums are there for
   * what follows.
   */
  void finish(int lane) throws InterruptedException;

  /**
   * After a failure of the step: returns once none of its sums is underway, whatever became of
   * them. The collective has been given up before, so that none waits for a peer.
   *
   * @throws IllegalStateException when one does not end: the gradients must not be freed
   */
  void drain();

  @Override
  void close();
}
