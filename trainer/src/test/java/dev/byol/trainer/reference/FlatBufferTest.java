package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.FlatBuffer.MomentumStep;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passes over flat buffers on each engine against their definition in float64. */
class FlatBufferTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

  private static final String CASES =
      """
      ND4J,1
      ND4J,300
      ONEDNN,1
      ONEDNN,255
      ONEDNN,256
      ONEDNN,257
      ONEDNN,16641
      """;

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void aStepMovesParametersMomentumAndAverageAsDefined(EngineUnderTest kind, int length) {
    MomentumStep step = new MomentumStep(0.25, 0.5, 0.75, 0.125, 0.625);
    double[] g = noise(length, 1);
    double[] m = noise(length, 2);
    double[] p = noise(length, 3);
    double[] a = noise(length, 4);
    try (Engine engine = start(kind)) {
      FlatBuffer gradient = flat(engine, g);
      FlatBuffer momentum = flat(engine, m);
      FlatBuffer parameters = flat(engine, p);
      FlatBuffer average = flat(engine, a);

      parameters.stepInPlace(gradient, momentum, average, step);

      agrees(gradient, i -> g[i]);
      IntToDoubleFunction moved = i -> 0.75 * m[i] + 0.5 * (g[i] + 0.25 * p[i]);
      IntToDoubleFunction updated = i -> p[i] - 0.125 * moved.applyAsDouble(i);
      agrees(momentum, moved);
      agrees(parameters, updated);
      agrees(average, i -> 0.625 * a[i] + 0.375 * updated.applyAsDouble(i));
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void theNormsOfASumAreThoseOfItsValuesAndNothingIsWritten(EngineUnderTest kind, int length) {
    double[] x = noise(length, 5);
    double[] y = noise(length, 6);
    double[] sum = new double[length];
    for (int i = 0; i < length; i++) {
      sum[i] = y[i] - 0.5 * x[i];
    }
    try (Engine engine = start(kind)) {
      FlatBuffer added = flat(engine, x);
      FlatBuffer own = flat(engine, y);

      FlatBuffer.Norms norms = own.normsOfSum(-0.5, added);

      assertThat(norms.sum()).isCloseTo(norm(sum), Offset.offset(1e-5 * norm(sum)));
      assertThat(norms.added()).isCloseTo(norm(x), Offset.offset(1e-5 * norm(x)));
      agrees(added, i -> x[i]);
      agrees(own, i -> y[i]);
    }
  }

  private static Engine start(EngineUnderTest kind) {
    if (kind == EngineUnderTest.ONEDNN) {
      assumeThat(OneDnnEngine.obstacle(Precision.FLOAT32)).isEmpty();
    }
    return kind.open(Precision.FLOAT32);
  }

  private static FlatBuffer flat(Engine engine, double[] values) {
    FlatBuffer flat = engine.flat("of a test", values.length);
    flat.write(values);
    return flat;
  }

  private static void agrees(FlatBuffer actual, IntToDoubleFunction expected) {
    double[] values = LaneBench.read(actual);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as("value %d", i).isCloseTo(expected.applyAsDouble(i), ROUNDING);
    }
  }

  private static double norm(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** In (-1, 1), not all of it what a float can hold. */
  private static double[] noise(int length, int seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }
}
