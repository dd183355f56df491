package dev.byol.trainer.engine;

/**
 * One operation bound to its tensors and parameters. Used by its lane's thread alone. A call may
 * return before the operation is done: those of a lane are done in the order of their calls, and
 * reading a tensor, a message or a flat buffer waits.
 */
public interface Operation {
  /** Computes the output from the input and the parameters. */
  void forward();

  /**
   * Computes the gradients of input and parameters from the gradient of the output, which may be
   * destroyed. Parameter gradients are overwritten. Only after {@link #forward} of the same step.
   */
  void backward();
}
