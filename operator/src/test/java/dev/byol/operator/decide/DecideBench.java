package dev.byol.operator.decide;

import dev.byol.operator.observe.Observation;
import java.util.Arrays;

/**
 * Measures one decision about an experiment that trains, as {@code bench/operator-scale} prints it:
 * {@code {"decide_ms": {"p50": 0.1, "p95": 0.2}}}.
 */
public final class DecideBench {
  private static final int WARM_UP = 3000;
  private static final int ROUNDS = 2000;

  private DecideBench() {}

  /** No arguments. */
  public static void main(String[] arguments) {
    var world = new World();
    world.edit("spec.preset=byol-300", "spec.training.maxSteps=300").running(120);
    Observation[] seen = new Observation[10];
    for (int i = 0; i < seen.length; i++) {
      world.trainsTo(130 + 10L * i);
      seen[i] = world.observation();
    }
    long[] nanos = new long[WARM_UP + ROUNDS];
    int actions = 0;
    for (int i = 0; i < nanos.length; i++) {
      long begun = System.nanoTime();
      actions += Decider.decide(seen[i % seen.length]).actions().size();
      nanos[i] = System.nanoTime() - begun;
    }
    if (actions != 0) {
      throw new IllegalStateException("the experiment was not settled");
    }
    long[] warm = Arrays.copyOfRange(nanos, WARM_UP, nanos.length);
    Arrays.sort(warm);
    System.out.printf(
        "{\"decide_ms\": {\"p50\": %.3f, \"p95\": %.3f}}%n",
        warm[warm.length / 2] / 1e6, warm[warm.length * 95 / 100] / 1e6);
  }
}
