package dev.byol.trainer.engine.update;

import dev.byol.trainer.engine.Message;

/**
 * An update of some tensors by {@link Lars}, in two halves: between them all workers agree that it
 * is sound.
 */
public interface ParameterUpdate {
  /**
   * Finds the trust ratios; changes no parameter.
   *
   * @param unsound one value, overwritten by the number of tensors whose gradient or parameter is
   *     not finite
   */
  void measure(Message unsound);

  /**
   * The update that was measured.
   *
   * @param averageKeep what the averages keep of themselves, in [0, 1]
   */
  void run(double learningRate, double averageKeep);
}
