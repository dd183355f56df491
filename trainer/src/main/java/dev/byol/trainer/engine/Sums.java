package dev.byol.trainer.engine;

/** Adds messages over all lanes and workers, as seen by one lane. */
public interface Sums {
  /**
   * Replaces each value by its sum over all. Every participant calls this in the same order with
   * the same length, and has the same bits.
   *
   * @throws InterruptedException when the step is abandoned
   */
  void add(Message message) throws InterruptedException;

  /** Sums of a lane that is alone. */
  static Sums ofOneLane() {
    return message -> {};
  }
}
