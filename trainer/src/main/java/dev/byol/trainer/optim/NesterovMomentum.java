package dev.byol.trainer.optim;

/**
 * Stochastic gradient descent with Nesterov momentum, as linear evaluation and fine-tuning use it:
 *
 * <pre>
 *   trace      = gradient + momentum * trace
 *   parameters = parameters - learningRate * (gradient + momentum * trace)
 * </pre>
 *
 * <p>The learning rate stays outside the trace. Source: optax {@code sgd(nesterov=True)}, which the
 * reference's {@code eval_experiment.py} calls. This is the definition; faster ones are tested
 * against it.
 *
 * @param momentum in [0, 1)
 */
public record NesterovMomentum(double momentum) {
  public NesterovMomentum {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is %s; it must be in [0, 1)".formatted(momentum));
    }
  }

  /**
   * One update; {@code trace} and {@code parameters} are written.
   *
   * @param gradient not written; all three arrays have one length
   */
  public void stepInPlace(
      double learningRate, double[] gradient, double[] trace, double[] parameters) {
    if (gradient.length != parameters.length || trace.length != parameters.length) {
      throw new IllegalArgumentException(
          "lengths differ: %d gradients, %d traces, %d parameters"
              .formatted(gradient.length, trace.length, parameters.length));
    }
    for (int i = 0; i < parameters.length; i++) {
      trace[i] = gradient[i] + momentum * trace[i];
      parameters[i] -= learningRate * (gradient[i] + momentum * trace[i]);
    }
  }
}
