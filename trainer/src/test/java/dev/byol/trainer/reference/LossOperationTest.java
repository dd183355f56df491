package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.Labels;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.loss.L2Normalize;
import dev.byol.trainer.engine.loss.RegressionLoss;
import dev.byol.trainer.engine.loss.SoftmaxCrossEntropy;
import dev.byol.trainer.engine.loss.TopK;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses as operations of a lane, on each engine, against their definitions. */
class LossOperationTest {
  private static final int ROWS = 6;
  private static final int COLUMNS = 7;
  private static final double SHARE = 0.375;
  private static final double TOLERANCE = 1e-6;

  @ParameterizedTest
  @EnumSource(names = {"ND4J", "ONEDNN"})
  void regressionComparesEachViewsPredictionWithTheOthersProjection(EngineUnderTest kind)
      throws Throwable {
    on(
        kind,
        bench -> {
          Tensor prediction = vectors(bench);
          Tensor projection = vectors(bench);
          Tensor gradient = vectors(bench);
          Message sum = bench.engine().message(1);
          LossOperation loss =
              bench.lane().regression(prediction, projection, gradient, SHARE, sum);
          bench.lane().allocate();
          double[] x = noise(1);
          double[] y = noise(2);
          prediction.write(0, x);
          projection.write(0, y);

          loss.run();

          double[] swapped = new double[y.length];
          for (int i = 0; i < y.length; i++) {
            swapped[i] = y[(i + y.length / 2) % y.length];
          }
          double[] losses = RegressionLoss.perRow(x, swapped, COLUMNS);
          same("loss", new double[] {DoubleStream.of(losses).sum()}, sum.read());
          same(
              "gradient",
              scaled(RegressionLoss.gradientOfMean(x, swapped, COLUMNS)),
              LaneBench.read(gradient));
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"ND4J", "ONEDNN"})
  void classificationTellsLossAndHitsOfTheLanesOwnLabels(EngineUnderTest kind) throws Throwable {
    on(
        kind,
        bench -> {
          Tensor logits = vectors(bench);
          Tensor gradient = vectors(bench);
          Labels labels = bench.lane().labels(ROWS);
          Message sums = bench.engine().message(3);
          LossOperation loss = bench.lane().classification(logits, labels, gradient, SHARE, sums);
          bench.lane().allocate();
          double[] x = noise(3);
          logits.write(0, x);
          labels.take(new int[] {9, 9, 6, 0, 1, 2, 3, 4}, 2);

          loss.run();

          int[] mine = {6, 0, 1, 2, 3, 4};
          same(
              "sums",
              new double[] {
                SoftmaxCrossEntropy.mean(x, COLUMNS, mine) * ROWS,
                TopK.hits(x, COLUMNS, mine, 1),
                TopK.hits(x, COLUMNS, mine, 5)
              },
              sums.read());
          same(
              "gradient",
              scaled(SoftmaxCrossEntropy.gradientOfMean(x, COLUMNS, mine)),
              LaneBench.read(gradient));
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"ND4J", "ONEDNN"})
  void spreadIsOfRowsOfUnitLengthAndOfTheLastRunAlone(EngineUnderTest kind) throws Throwable {
    on(
        kind,
        bench -> {
          Tensor rows = vectors(bench);
          Message sums = bench.engine().message(1 + 2 * COLUMNS);
          LossOperation spread = bench.lane().spread(rows, sums);
          bench.lane().allocate();
          double[] x = noise(4);
          rows.write(0, x);

          spread.run();
          spread.run();

          double[] unit = L2Normalize.rows(x, COLUMNS);
          double[] expected = new double[1 + 2 * COLUMNS];
          expected[0] = ROWS;
          for (int i = 0; i < unit.length; i++) {
            expected[1 + i % COLUMNS] += unit[i];
            expected[1 + COLUMNS + i % COLUMNS] += unit[i] * unit[i];
          }
          same("sums", expected, sums.read());
        });
  }

  private interface Work {
    void on(LaneBench bench);
  }

  private static void on(EngineUnderTest kind, Work work) throws Throwable {
    assumeThat(kind == EngineUnderTest.ND4J || OneDnnEngine.obstacle(Precision.FLOAT32).isEmpty())
        .isTrue();
    kind.run(
        () -> {
          try (LaneBench bench = new LaneBench(Precision.FLOAT32)) {
            work.on(bench);
          }
        });
  }

  private static Tensor vectors(LaneBench bench) {
    return bench.lane().tensor(Shape.vectors(ROWS, COLUMNS), Lifetime.always());
  }

  private static void same(String what, double[] expected, double[] actual) {
    assertRelativeL2(what, expected, actual, TOLERANCE);
  }

  private static double[] scaled(double[] values) {
    return Arrays.stream(values).map(value -> value * SHARE).toArray();
  }

  /** What float32 has exactly. */
  private static double[] noise(int seed) {
    return new SplittableRandom(seed)
        .doubles(ROWS * COLUMNS, -1, 1)
        .map(value -> (float) value)
        .toArray();
  }
}
