package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.GradientTarget.Mode;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A graph bound to a lane, a batch and a network's state. Declares every activation with its
 * lifetime in the step ({@link StepTicks}); memory comes with {@link Lane#allocate}.
 */
public final class BoundNetwork {
  /** What a network is bound for. */
  public enum Purpose {
    /** Batch statistics, gradients. */
    TRAIN,
    /** Batch statistics, no gradients: the target network. */
    TARGET,
    /** Running statistics, no gradients. */
    EVALUATE
  }

  /**
   * How a graph is bound.
   *
   * @param graph layers to bind
   * @param state parameters and running statistics
   * @param gradient flat buffer of the parameters' length; present for {@code TRAIN} only
   * @param purpose what for
   * @param views equal parts of the batch with batch statistics of their own
   * @param horizon tick of the loss; at least the number of layers
   * @param kept values that are read at the tick of the loss
   * @param batchNormEpsilon added to the variance
   * @param inputGradient whether the input's gradient is wanted too
   */
  public record Binding(
      Graph graph,
      NetworkState state,
      Optional<FlatBuffer> gradient,
      Purpose purpose,
      int views,
      int horizon,
      Set<Integer> kept,
      double batchNormEpsilon,
      InputGradient inputGradient) {
    /** Whether the gradient of the graph's input is computed. */
    public enum InputGradient {
      /** No layer of the network asks for it: what every run says. */
      NOT_NEEDED,
      /** It is kept, to be compared with the reference's. */
      WANTED
    }
  }

  private final Lane lane;
  private final Binding binding;
  private final Tensor[] values;
  private final Tensor[] gradients;
  private final boolean[] contributed;
  private final List<BoundLayer> layers;

  /** Binds {@code binding.graph()} to {@code lane}, reading {@code input}. */
  public BoundNetwork(Lane lane, Tensor input, Binding binding) {
    this.lane = lane;
    this.binding = binding;
    int count = binding.graph().values().size();
    this.values = new Tensor[count];
    this.gradients = new Tensor[count];
    this.contributed = new boolean[count];
    values[0] = input;
    declareValues(input.shape().n());
    if (binding.purpose() == Purpose.TRAIN) {
      declareGradients(input.shape().n());
    }
    BoundLayer[] bound = new BoundLayer[binding.graph().nodes().size()];
    // Backward order, so that the first contribution to a gradient overwrites and others add.
    for (int i = bound.length - 1; i >= 0; i--) {
      bound[i] = bind(binding.graph().nodes().get(i));
    }
    layers = List.of(bound);
  }

  /** Tensor of a value. */
  public Tensor value(int value) {
    return values[value];
  }

  /** Gradient tensor of a value; only for {@code TRAIN}. */
  public Tensor gradient(int value) {
    return gradients[value];
  }

  /** Number of layers. */
  public int layers() {
    return layers.size();
  }

  /** Layer {@code i}. */
  BoundLayer layer(int i) {
    return layers.get(i);
  }

  /** Forward pass with running statistics; only for {@code EVALUATE}. */
  public void evaluate() {
    layers.forEach(BoundLayer::evaluate);
  }

  /** Lets the running statistics take in the step that has just run. */
  public void commitStatistics() {
    for (BoundLayer layer : layers) {
      if (layer instanceof BoundBatchNorm norm) {
        norm.commit();
      }
    }
  }

  /** Lets evaluation use the first view's batch statistics. */
  public void initialiseStatistics() {
    for (BoundLayer layer : layers) {
      if (layer instanceof BoundBatchNorm norm) {
        norm.initialiseRunning();
      }
    }
  }

  private void declareValues(int images) {
    Graph graph = binding.graph();
    StepTicks ticks = new StepTicks(graph, binding.horizon(), binding.kept());
    boolean trained = binding.purpose() == Purpose.TRAIN;
    int[] owners =
        trained
            ? IntStream.range(0, values.length).toArray()
            : InPlace.values(graph, binding.kept());
    declare(values, owners, images, trained ? ticks::trained : ticks::passing);
  }

  private void declareGradients(int images) {
    Graph graph = binding.graph();
    StepTicks ticks = new StepTicks(graph, binding.horizon(), binding.kept());
    int[] owners = InPlace.gradients(graph, binding.kept());
    declare(gradients, owners, images, ticks::gradient);
    if (binding.inputGradient() == Binding.InputGradient.WANTED) {
      gradients[0] = tensor(0, images, ticks.gradient(0));
    }
  }

  /** A tensor for each owner, alive as long as one of the values that use it. */
  private void declare(
      Tensor[] tensors, int[] owners, int images, IntFunction<Lifetime> lifetimes) {
    List<Integer> made = binding.graph().nodes().stream().map(Node::output).toList();
    Map<Integer, Lifetime> needed = new TreeMap<>();
    made.forEach(value -> needed.merge(owners[value], lifetimes.apply(value), Lifetime::hull));
    needed.forEach((owner, life) -> tensors[owner] = tensor(owner, images, life));
    made.forEach(value -> tensors[value] = tensors[owners[value]]);
  }

  private Tensor tensor(int value, int images, Lifetime lifetime) {
    return declare(lane, binding.graph(), value, images, lifetime);
  }

  private static Tensor declare(Lane lane, Graph graph, int value, int images, Lifetime lifetime) {
    Shape shape = graph.values().get(value).withImages(images);
    return graph.isActivation(value)
        ? lane.activation(shape, lifetime)
        : lane.tensor(shape, lifetime);
  }

  /** A tensor for the input of {@code graph}, alive all the time. */
  public static Tensor declareInput(Lane lane, Graph graph, int images) {
    return declare(lane, graph, 0, images, Lifetime.always());
  }

  private BoundLayer bind(Node node) {
    return node instanceof Node.BatchNorm norm
        ? bindBatchNorm(norm)
        : new BoundLayer.Plain(bindPlain(node));
  }

  private Operation bindPlain(Node node) {
    if (node instanceof Node.Convolution c) {
      return lane.convolution(
          c.geometry(),
          values[c.input()],
          parameter(c.weights()),
          values[c.output()],
          gradientsOf(c.input(), c.output(), Optional.of(c.weights()), Optional.empty()));
    }
    if (node instanceof Node.Linear l) {
      return lane.linear(
          values[l.input()],
          parameter(l.weights()),
          l.bias().map(this::parameter),
          values[l.output()],
          gradientsOf(l.input(), l.output(), Optional.of(l.weights()), l.bias()));
    }
    if (node instanceof Node.MaxPool p) {
      return lane.maxPool(
          p.geometry(),
          values[p.input()],
          values[p.output()],
          gradientsOf(p.input(), p.output(), Optional.empty(), Optional.empty()));
    }
    if (node instanceof Node.GlobalMean m) {
      return lane.globalMean(
          values[m.input()],
          values[m.output()],
          gradientsOf(m.input(), m.output(), Optional.empty(), Optional.empty()));
    }
    if (node instanceof Node.Add a) {
      return lane.add(
          values[a.left()],
          values[a.right()],
          values[a.output()],
          trained(
              () ->
                  new Lane.AddGradients(
                      gradients[a.output()], target(a.left()), target(a.right()))));
    }
    throw new IllegalArgumentException("no plain layer: " + node);
  }

  private BoundBatchNorm bindBatchNorm(Node.BatchNorm node) {
    RunningStatistics running = binding.state().statistics().get(node.index());
    BatchNormSpec spec =
        new BatchNormSpec(
            values[node.input()],
            node.residual().map(r -> values[r]),
            values[node.output()],
            parameter(node.scale()),
            parameter(node.offset()),
            node.activation(),
            binding.views(),
            binding.batchNormEpsilon(),
            running.values(),
            trained(
                () ->
                    new BatchNormSpec.Gradients(
                        gradients[node.output()],
                        target(node.input()).orElseThrow(),
                        node.residual().flatMap(this::target),
                        gradient(node.scale()),
                        gradient(node.offset()))));
    return new BoundBatchNorm(lane.batchNorm(spec), spec, running);
  }

  private Optional<Lane.Gradients> gradientsOf(
      int input, int output, Optional<Parameter> weights, Optional<Parameter> bias) {
    return trained(
        () ->
            new Lane.Gradients(
                gradients[output],
                target(input),
                weights.map(this::gradient),
                bias.map(this::gradient)));
  }

  private <T> Optional<T> trained(Supplier<T> gradientsOfLayer) {
    return binding.purpose() == Purpose.TRAIN
        ? Optional.of(gradientsOfLayer.get())
        : Optional.empty();
  }

  private Optional<GradientTarget> target(int value) {
    if (gradients[value] == null) {
      return Optional.empty();
    }
    Mode mode = contributed[value] ? Mode.ADD : Mode.SET;
    contributed[value] = true;
    return Optional.of(new GradientTarget(gradients[value], mode));
  }

  private FlatBuffer parameter(Parameter parameter) {
    return ParameterLayout.slice(binding.state().parameters(), parameter);
  }

  private FlatBuffer gradient(Parameter parameter) {
    return ParameterLayout.slice(binding.gradient().orElseThrow(), parameter);
  }
}
