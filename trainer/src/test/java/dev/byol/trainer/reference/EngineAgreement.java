package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.GradientTarget.Mode;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Operations of the fast engine against the portable one in float64, on the same numbers. As a
 * program, so that it can run where the library sees an older CPU.
 */
final class EngineAgreement {
  /** Float32 rounding over the longest sums here. */
  private static final double TOLERANCE = 2e-6;

  /**
   * What 8 bits bring about in one convolution: measured 0.0024 with the library's sums of products
   * and 0.0046 with Winograd's, whose factors are rounded once more.
   */
  private static final double BFLOAT16_CONVOLUTION_TOLERANCE = 0.006;

  /** The same of a batch norm over a handful of rows, which magnifies what it reads. */
  private static final double BFLOAT16_BATCH_NORM_TOLERANCE = 0.1;

  private EngineAgreement() {}

  /** A convolution: input {@code [n, h, w, c]}, output channels, window, stride. */
  record Convolution(int n, int h, int w, int c, int out, int kernel, int stride) {}

  /** A batch norm: rows of each view, channels, views. */
  record Norm(int rows, int channels, int views, Activation activation, boolean residual) {}

  static List<Convolution> convolutions() {
    return List.of(
        new Convolution(1, 1, 1, 16, 8, 1, 1),
        new Convolution(1, 7, 5, 3, 8, 7, 2),
        new Convolution(2, 9, 11, 16, 24, 3, 1),
        new Convolution(2, 4, 4, 8, 8, 3, 1),
        new Convolution(3, 8, 8, 64, 64, 3, 1),
        new Convolution(5, 7, 7, 64, 64, 3, 1),
        new Convolution(1, 14, 13, 128, 64, 3, 1),
        new Convolution(1, 1, 3, 64, 128, 3, 1),
        new Convolution(3, 33, 6, 64, 80, 3, 1),
        new Convolution(2, 13, 7, 64, 128, 3, 2),
        // Large enough for Winograd's algorithm with tiles of 4x4; odd sides, ragged last rows of
        // tiles.
        new Convolution(1, 33, 31, 32, 40, 3, 1),
        new Convolution(7, 13, 11, 48, 32, 3, 1),
        new Convolution(63, 4, 4, 64, 64, 3, 1),
        new Convolution(3, 5, 70, 33, 65, 3, 1),
        new Convolution(4, 17, 22, 96, 40, 3, 1),
        new Convolution(2, 31, 17, 300, 33, 3, 1),
        new Convolution(2, 17, 16, 70, 300, 3, 1),
        // With tiles of 2x2, in bfloat16 too.
        new Convolution(1, 23, 22, 128, 128, 3, 1),
        new Convolution(32, 4, 4, 160, 129, 3, 1),
        new Convolution(5, 15, 7, 131, 136, 3, 1),
        new Convolution(2, 8, 6, 32, 64, 1, 2),
        new Convolution(6, 1, 1, 8, 8, 3, 2),
        new Convolution(2, 5, 1, 16, 24, 3, 2),
        new Convolution(2, 5, 9, 5, 7, 3, 2));
  }

  static List<Norm> norms() {
    List<Norm> norms = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (boolean residual : new boolean[] {false, true}) {
        norms.add(new Norm(1, 3, 1, activation, residual));
        norms.add(new Norm(7, 5, 2, activation, residual));
        norms.add(new Norm(900, 8, 2, activation, residual));
        norms.add(new Norm(77, 48, 1, activation, residual));
        norms.add(new Norm(9, 2048, 2, activation, residual));
        norms.add(new Norm(140, 700, 1, activation, residual));
        // Several blocks of rows, the last one shorter.
        norms.add(new Norm(300, 700, 2, activation, residual));
      }
    }
    return norms;
  }

  /** Fails with the first disagreement. */
  static void check(Precision precision) throws Throwable {
    double tolerance = precision == Precision.BFLOAT16 ? BFLOAT16_BATCH_NORM_TOLERANCE : TOLERANCE;
    double convolutionTolerance =
        precision == Precision.BFLOAT16 ? BFLOAT16_CONVOLUTION_TOLERANCE : TOLERANCE;
    for (Convolution convolution : convolutions()) {
      for (Mode mode : Mode.values()) {
        agree(
            convolution + " " + mode,
            precision,
            convolutionTolerance,
            used -> run(convolution, mode, used));
      }
    }
    for (Norm norm : norms()) {
      for (Mode mode : Mode.values()) {
        agree(norm + " " + mode, precision, tolerance, used -> run(norm, mode, used));
      }
    }
  }

  public static void main(String[] arguments) throws Throwable {
    Precision precision = Precision.valueOf(arguments[0]);
    try (var engine = Engines.choose(precision, EngineRequest.ONEDNN).engine()) {
      System.out.println(engine.description());
    }
    check(precision);
    System.out.println("agreed");
    System.exit(0);
  }

  private interface Computation {
    Map<String, double[]> run(Precision precision);
  }

  private static void agree(
      String what, Precision precision, double tolerance, Computation computation)
      throws Throwable {
    Map<String, double[]> expected = computation.run(Precision.FLOAT64);
    EngineUnderTest.ONEDNN.run(
        () ->
            computation
                .run(precision)
                .forEach(
                    (name, values) ->
                        assertRelativeL2(
                            what + " " + name, expected.get(name), values, tolerance)));
  }

  static Map<String, double[]> run(Convolution spec, Mode mode, Precision precision) {
    SplittableRandom random = new SplittableRandom(7);
    ConvolutionGeometry geometry = new ConvolutionGeometry(spec.kernel(), spec.stride());
    int oh = geometry.output(spec.h());
    int ow = geometry.output(spec.w());
    try (LaneBench bench = new LaneBench(precision)) {
      Tensor x = bench.tensor(spec.n(), spec.h(), spec.w(), spec.c());
      Tensor y = bench.tensor(spec.n(), oh, ow, spec.out());
      Tensor dx = bench.tensor(spec.n(), spec.h(), spec.w(), spec.c());
      Tensor dy = bench.tensor(spec.n(), oh, ow, spec.out());
      FlatBuffer weights =
          bench.flat(numbers(random, spec.kernel() * spec.kernel() * spec.c() * spec.out()));
      FlatBuffer dw = bench.flat((int) weights.length());
      Operation operation =
          bench
              .lane()
              .convolution(
                  geometry,
                  x,
                  weights,
                  y,
                  Optional.of(
                      new Lane.Gradients(
                          dy,
                          Optional.of(new GradientTarget(dx, mode)),
                          Optional.of(dw),
                          Optional.empty())));
      Runnable spoiler = bench.spoiler();
      bench.lane().allocate();
      x.write(0, numbers(random, x.shape().size()));
      dy.write(0, numbers(random, dy.shape().size()));
      dx.write(0, numbers(random, dx.shape().size()));
      spoiler.run();
      operation.forward();
      operation.backward();
      // Twice: what a first run leaves in scratch must not matter.
      dx.write(0, numbers(random, dx.shape().size()));
      operation.forward();
      operation.backward();
      Map<String, double[]> results = new LinkedHashMap<>();
      results.put("y", LaneBench.read(y));
      results.put("dx", LaneBench.read(dx));
      results.put("dw", LaneBench.read(dw));
      return results;
    }
  }

  static Map<String, double[]> run(Norm spec, Mode mode, Precision precision) {
    SplittableRandom random = new SplittableRandom(9);
    int c = spec.channels();
    Shape shape = Shape.vectors(spec.rows() * spec.views(), c);
    try (LaneBench bench = new LaneBench(precision)) {
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        tensors.add(bench.tensor(shape.n(), c));
      }
      Optional<Tensor> residual = spec.residual() ? Optional.of(tensors.get(4)) : Optional.empty();
      Optional<GradientTarget> residualGradient =
          spec.residual()
              ? Optional.of(new GradientTarget(tensors.get(5), mode))
              : Optional.empty();
      FlatBuffer scaleGradient = bench.flat(c);
      FlatBuffer offsetGradient = bench.flat(c);
      BatchNormOperation operation =
          bench
              .lane()
              .batchNorm(
                  new BatchNormSpec(
                      tensors.get(0),
                      residual,
                      tensors.get(1),
                      bench.flat(numbers(random, c)),
                      bench.flat(numbers(random, c)),
                      spec.activation(),
                      spec.views(),
                      1e-5,
                      bench.engine().message(4 * c),
                      Optional.of(
                          new BatchNormSpec.Gradients(
                              tensors.get(2),
                              new GradientTarget(tensors.get(3), mode),
                              residualGradient,
                              scaleGradient,
                              offsetGradient))));
      Runnable spoiler = bench.spoiler();
      bench.lane().allocate();
      spoiler.run();
      for (Tensor tensor : tensors) {
        tensor.write(0, numbers(random, shape.size()));
      }
      double[] mean = numbers(random, spec.views() * c);
      double[] variance = numbers(random, spec.views() * c);
      double[] m1 = numbers(random, spec.views() * c);
      double[] m2 = numbers(random, spec.views() * c);
      for (int i = 0; i < variance.length; i++) {
        variance[i] = variance[i] * variance[i] + 0.25;
      }
      double[] squares = new double[variance.length];
      for (int i = 0; i < squares.length; i++) {
        squares[i] = variance[i] + mean[i] * mean[i];
      }
      Map<String, double[]> results = new LinkedHashMap<>();
      Message message = bench.engine().message(spec.views() * (2 * c + 1));
      operation.sums(message);
      results.put("sums", message.read());
      message.write(summed(spec, mean, squares));
      operation.normalise(message);
      results.put("y", LaneBench.read(tensors.get(1)));
      operation.backwardSums(message);
      results.put("backward sums", message.read());
      results.put("scale's gradient", LaneBench.read(scaleGradient));
      results.put("offset's gradient", LaneBench.read(offsetGradient));
      message.write(summed(spec, m1, m2));
      operation.backward(message);
      results.put("dx", LaneBench.read(tensors.get(3)));
      if (spec.residual()) {
        results.put("residual gradient", LaneBench.read(tensors.get(5)));
      }
      return results;
    }
  }

  /** A message as of one summand a channel and view, whose means are these. */
  private static double[] summed(Norm spec, double[] first, double[] second) {
    int c = spec.channels();
    double[] message = new double[spec.views() * (2 * c + 1)];
    for (int view = 0; view < spec.views(); view++) {
      int at = view * (2 * c + 1);
      System.arraycopy(first, view * c, message, at, c);
      System.arraycopy(second, view * c, message, at + c, c);
      message[at + 2 * c] = 1;
    }
    return message;
  }

  /** Numbers in [-1, 1) that float32 has exactly. */
  private static double[] numbers(SplittableRandom random, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (2 * random.nextDouble() - 1);
    }
    return numbers;
  }
}
