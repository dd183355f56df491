package dev.byol.trainer.nn;

import dev.byol.trainer.engine.Operation;

/** A layer of a {@link BoundNetwork}: a batch norm, which needs others' statistics, or not. */
sealed interface BoundLayer permits BoundLayer.Plain, BoundBatchNorm {
  /** Forward pass with running statistics. */
  void evaluate();

  /** Any layer but batch norm: it runs by itself. */
  record Plain(Operation operation) implements BoundLayer {
    @Override
    public void evaluate() {
      operation.forward();
    }
  }
}
