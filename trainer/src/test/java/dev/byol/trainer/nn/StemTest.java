package dev.byol.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Stem;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.reference.Fill;
import dev.byol.trainer.reference.NetworkBench;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The stem of the reference is held by its encoder cases; this is about the other one. */
class StemTest {
  private static GraphBuilder encoder(
      Architecture architecture, Version version, Stem stem, String width, int side) {
    GraphBuilder builder = GraphBuilder.forImages(side, side);
    ResNet.append(
        builder,
        builder.input(),
        new EncoderSpec(architecture, version, stem, new BigDecimal(width)));
    return builder;
  }

  @ParameterizedTest
  @CsvSource({
    "TINY, 2, 16",
    "RESNET18, 0.25, 16",
    "RESNET34, 1, 64",
    "RESNET50, 1, 64",
    "RESNET200, 2, 128"
  })
  void theCifarStemKeepsTheSizeAndIsAsWideAsTheFirstGroup(
      Architecture architecture, String width, int channels) {
    GraphBuilder builder = encoder(architecture, Version.V1, Stem.CIFAR, width, 32);

    assertThat(builder.shape(builder.graph().nodes().get(0).output()))
        .isEqualTo(new Shape(1, 32, 32, channels));
    assertThat(builder.parameters().parameters().get(0).shape())
        .isEqualTo(List.of(3, 3, 3, channels));
    assertThat(builder.graph().nodes()).noneMatch(Node.MaxPool.class::isInstance);
  }

  @Test
  void nothingButTheStemDiffers() {
    List<String> imageNet = names(Stem.IMAGENET);
    assertThat(names(Stem.CIFAR)).isEqualTo(imageNet);
  }

  private static List<String> names(Stem stem) {
    return encoder(Architecture.RESNET50, Version.V2, stem, "1", 32)
        .parameters()
        .parameters()
        .stream()
        .map(Parameter::path)
        .toList();
  }

  /** Along one random direction of the stem's weights, in float64, by central differences. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void theGradientIsTheSlopeOfTheOutput(Version version) throws InterruptedException {
    int side = 9;
    int images = 3;
    GraphBuilder builder = encoder(Architecture.TINY, version, Stem.CIFAR, "0.5", side);
    int output = builder.graph().values().size() - 1;
    double[] pictures = fill("pictures", new int[] {images, side, side, 3});
    double[] cotangent = fill("cotangent", new int[] {images, builder.shape(output).c()});
    Parameter stem = builder.parameters().parameters().get(0);
    double[] direction = fill("direction", new int[] {stem.size()});
    double step = 1e-6;

    double slope =
        (output(builder, output, pictures, cotangent, stem, direction, step)
                - output(builder, output, pictures, cotangent, stem, direction, -step))
            / (2 * step);

    try (NetworkBench bench = bench(builder, output, images, stem, direction, 0)) {
      bench.train(pictures);
      bench.backward(cotangent);
      assertThat(dot(bench.gradient(stem), direction))
          .isCloseTo(slope, within(1e-6 * Math.abs(slope)));
    }
  }

  private static double output(
      GraphBuilder builder,
      int output,
      double[] pictures,
      double[] cotangent,
      Parameter moved,
      double[] direction,
      double by)
      throws InterruptedException {
    try (NetworkBench bench = bench(builder, output, 3, moved, direction, by)) {
      return dot(bench.train(pictures), cotangent);
    }
  }

  private static NetworkBench bench(
      GraphBuilder builder,
      int output,
      int images,
      Parameter moved,
      double[] direction,
      double by) {
    return new NetworkBench(
        builder,
        output,
        images,
        Precision.FLOAT64,
        0.9,
        1e-5,
        parameter -> {
          int[] shape = parameter.shape().stream().mapToInt(Integer::intValue).toArray();
          float[] start = Fill.fill(parameter.path(), shape, Fill.kindOf(parameter.path()));
          double[] values = new double[start.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = start[i] + (parameter == moved ? by * direction[i] : 0);
          }
          return values;
        });
  }

  private static double[] fill(String name, int[] shape) {
    float[] values = Fill.fill(name, shape, Fill.Kind.NORMAL);
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
