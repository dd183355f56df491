package dev.byol.trainer.engine;

/** A loss or another figure of a step, bound to the tensors and the message that it is of. */
public interface LossOperation {
  /** Computes it over the lane's rows. */
  void run();
}
