package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes a network layer by layer; each method adds a layer and returns its value's number. */
public final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final List<Shape> values = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private long offset;
  private int batchNorms;

  /** Starts a graph whose input is one image {@code [height, width, 3]}. */
  public static GraphBuilder forImages(int height, int width) {
    return forInput(new Shape(1, height, width, 3));
  }

  /** Starts a graph with that input for one image. */
  public static GraphBuilder forInput(Shape input) {
    GraphBuilder builder = new GraphBuilder();
    builder.values.add(input);
    return builder;
  }

  /** The graph's input. */
  public int input() {
    return 0;
  }

  /** Shape of a value for one image. */
  public Shape shape(int value) {
    return values.get(value);
  }

  /** Convolution without bias. */
  public int convolution(String module, int input, int channels, int kernel, int stride) {
    ConvolutionGeometry geometry = new ConvolutionGeometry(kernel, stride);
    Shape in = shape(input);
    Parameter weights =
        parameter(
            module, "w", List.of(kernel, kernel, in.c(), channels), Initialiser.TRUNCATED_NORMAL);
    int output = value(pooled(geometry, in, channels));
    nodes.add(new Node.Convolution(geometry, weights, input, output));
    return output;
  }

  /** Batch norm with scale starting at one. */
  public int batchNorm(String module, int input, Activation activation) {
    return batchNorm(module, input, Optional.empty(), activation, Initialiser.ONES);
  }

  /** Batch norm, plus {@code residual}, then the activation. */
  public int batchNorm(
      String module,
      int input,
      Optional<Integer> residual,
      Activation activation,
      Initialiser scaleStart) {
    Shape in = shape(input);
    List<Integer> shape = madeByLinear(input) ? List.of(1, in.c()) : List.of(1, 1, 1, in.c());
    Parameter scale = parameter(module, "scale", shape, scaleStart);
    Parameter shift = parameter(module, "offset", shape, Initialiser.ZEROS);
    int output = value(in);
    nodes.add(new Node.BatchNorm(batchNorms++, scale, shift, input, residual, activation, output));
    return output;
  }

  /** Max pooling. */
  public int maxPool(int input, int kernel, int stride) {
    ConvolutionGeometry geometry = new ConvolutionGeometry(kernel, stride);
    Shape in = shape(input);
    int output = value(pooled(geometry, in, in.c()));
    nodes.add(new Node.MaxPool(geometry, input, output));
    return output;
  }

  /** Mean over height and width: {@code [h, w, c]} to {@code [c]}. */
  public int globalMean(int input) {
    int output = value(Shape.vectors(1, shape(input).c()));
    nodes.add(new Node.GlobalMean(input, output));
    return output;
  }

  /** Whether a linear layer has a bias. */
  public enum Bias {
    WITH,
    WITHOUT
  }

  /** Linear layer on vectors. */
  public int linear(String module, int input, int features, Bias bias) {
    int in = shape(input).c();
    Parameter weights = parameter(module, "w", List.of(in, features), Initialiser.TRUNCATED_NORMAL);
    Optional<Parameter> shift =
        bias == Bias.WITH
            ? Optional.of(parameter(module, "b", List.of(features), Initialiser.ZEROS))
            : Optional.empty();
    int output = value(Shape.vectors(1, features));
    nodes.add(new Node.Linear(weights, shift, input, output));
    return output;
  }

  /** Sum of two values of one shape. */
  public int add(int left, int right) {
    int output = value(shape(left));
    nodes.add(new Node.Add(left, right, output));
    return output;
  }

  /** The graph so far. */
  public Graph graph() {
    return new Graph(nodes, values);
  }

  /** All parameters so far. */
  public ParameterLayout parameters() {
    return new ParameterLayout(parameters);
  }

  private boolean madeByLinear(int value) {
    return nodes.stream().anyMatch(n -> n.output() == value && n instanceof Node.Linear);
  }

  private static Shape pooled(ConvolutionGeometry geometry, Shape in, int channels) {
    return new Shape(1, geometry.output(in.h()), geometry.output(in.w()), channels);
  }

  private Parameter parameter(
      String module, String name, List<Integer> shape, Initialiser initialiser) {
    Parameter made = new Parameter(module, name, shape, initialiser, offset);
    parameters.add(made);
    offset += made.size();
    return made;
  }

  private int value(Shape shape) {
    values.add(shape);
    return values.size() - 1;
  }
}
