package dev.byol.trainer.reference;

import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.RunningStatistics;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A run in float64 beside one in float32, which takes over its state before each step, so that
 * every step in float32 can be held to the bounds of a first one.
 *
 * <p>It also tells ties. The gradient jumps where a ReLU's input is zero to within rounding, and
 * float32 may land on either side, as the order of summation and so the processor has it. Such an
 * input is a property of the case: in float64 too the gradient jumps when the weights change by as
 * little as float32 rounds. What no such change moves must agree closely.
 */
final class Float64Guide implements AutoCloseable {
  /** About what float32 loses in a convolution, relative to a weight. */
  private static final double ROUNDING = 3e-7;

  /** One tie of the bundled cases shows in about every third change. */
  private static final int CHANGES = 16;

  private final StepCase testCase;
  private final Engine engine = Nd4jEngine.start(Precision.FLOAT64);
  private final TrainState before;
  private final TrainState state;
  private final TrainStep step;
  private int last = -1;

  Float64Guide(StepCase testCase) {
    this.testCase = testCase;
    this.before = testCase.start(engine);
    this.state = testCase.start(engine);
    this.step = testCase.step(engine, state, 1);
  }

  /** Puts {@code to} into the state before the next step. */
  void handOver(TrainState to) {
    copy(state, to);
  }

  /** Runs the next step. */
  void advance() {
    copy(state, before);
    last++;
    step.prepare(testCase.number(last), testCase.input(last)).vote(Collectives.solo()).commit();
  }

  /** State after the last step. */
  TrainState state() {
    return state;
  }

  /** All that the last step has computed. */
  Map<String, double[]> results() {
    return results(step, state);
  }

  /** Gradient, parameters and momentum after a step, by quantity and parameter. */
  Map<String, double[]> results(TrainStep after, TrainState left) {
    Map<String, double[]> results = new TreeMap<>();
    add(results, "gradient", after.gradient());
    add(results, "online", left.online().parameters());
    add(results, "target", left.target().parameters());
    add(results, "momentum", left.momentum());
    return results;
  }

  private void add(Map<String, double[]> results, String quantity, FlatBuffer values) {
    for (Parameter parameter : testCase.network().layout().parameters()) {
      results.put(
          quantity + " " + parameter.path(),
          LaneBench.read(values.slice(parameter.offset(), parameter.size())));
    }
  }

  /**
   * How far each result of the last step moves, relative to its length, when the weights change by
   * as little as float32 rounds: the most of some random changes.
   */
  Map<String, Double> jumps() {
    Map<String, double[]> plain = results();
    Map<String, Double> most = new TreeMap<>();
    TrainState moved = testCase.start(engine);
    Random random = new Random(7);
    try (TrainStep again = testCase.step(engine, moved, 1)) {
      for (int change = 0; change < CHANGES; change++) {
        copy(before, moved);
        double[] weights = LaneBench.read(moved.online().parameters());
        for (int i = 0; i < weights.length; i++) {
          weights[i] *= 1 + ROUNDING * random.nextGaussian();
        }
        moved.online().parameters().write(weights);
        again
            .prepare(testCase.number(last), testCase.input(last))
            .vote(Collectives.solo())
            .commit();
        results(again, moved)
            .forEach(
                (name, values) ->
                    most.merge(name, Closeness.relativeL2(plain.get(name), values), Math::max));
      }
    }
    return most;
  }

  private static void copy(TrainState from, TrainState to) {
    copy(from.online(), to.online());
    copy(from.target(), to.target());
    to.momentum().write(LaneBench.read(from.momentum()));
  }

  private static void copy(NetworkState from, NetworkState to) {
    to.parameters().write(LaneBench.read(from.parameters()));
    for (int i = 0; i < from.statistics().size(); i++) {
      RunningStatistics copied = to.statistics().get(i);
      from.statistics()
          .get(i)
          .vectors()
          .forEach((name, vector) -> copied.vectors().get(name).write(vector.read()));
      copied.restoreCounter(from.statistics().get(i).counter());
    }
  }

  @Override
  public void close() {
    step.close();
    engine.close();
  }
}
