package dev.byol.trainer.nn;

/** Adds numbers over all lanes and workers. */
public interface StatisticsSum {
  /**
   * Adds {@code values[0 .. length - 1]} over all, in place; every participant calls it in the same
   * order with the same length and gets the same bits.
   *
   * @throws InterruptedException when the step is abandoned
   */
  void sum(double[] values, int length) throws InterruptedException;
}
