package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.engine.ConvolutionGeometry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One layer of a graph; values are numbered, value 0 is the graph's input. */
public sealed interface Node {
  /** Values that it reads. */
  List<Integer> inputs();

  /** The value that it makes. */
  int output();

  /** Parameters that it reads. */
  List<Parameter> parameters();

  /** Convolution without bias, SAME padding. */
  record Convolution(ConvolutionGeometry geometry, Parameter weights, int input, int output)
      implements Node {
    @Override
    public List<Integer> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(weights);
    }
  }

  /**
   * Batch norm, then the residual if any, then the activation.
   *
   * @param index number of this batch norm in its graph, from 0
   */
  record BatchNorm(
      int index,
      Parameter scale,
      Parameter offset,
      int input,
      Optional<Integer> residual,
      Activation activation,
      int output)
      implements Node {
    @Override
    public List<Integer> inputs() {
      return Stream.concat(Stream.of(input), residual.stream()).toList();
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(scale, offset);
    }
  }

  /** Max pooling, SAME padding. */
  record MaxPool(ConvolutionGeometry geometry, int input, int output) implements Node {
    @Override
    public List<Integer> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  /** Mean over height and width. */
  record GlobalMean(int input, int output) implements Node {
    @Override
    public List<Integer> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  /** Matrix product, with or without bias. */
  record Linear(Parameter weights, Optional<Parameter> bias, int input, int output)
      implements Node {
    @Override
    public List<Integer> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.concat(Stream.of(weights), bias.stream()).toList();
    }
  }

  /** Sum of two values. */
  record Add(int left, int right, int output) implements Node {
    @Override
    public List<Integer> inputs() {
      return List.of(left, right);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }
}
