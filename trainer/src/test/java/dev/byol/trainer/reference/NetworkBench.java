package dev.byol.trainer.reference;

import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Sums;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.nn.BoundNetwork;
import dev.byol.trainer.nn.BoundNetwork.Binding;
import dev.byol.trainer.nn.BoundNetwork.Purpose;
import dev.byol.trainer.nn.Graph;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.LockStep;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import dev.byol.trainer.nn.RunningStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One network alone on a bench: parameters by name, one batch forward and backward. */
public final class NetworkBench implements AutoCloseable {
  private final LaneBench bench;
  private final Graph graph;
  private final ParameterLayout layout;
  private final NetworkState state;
  private final FlatBuffer gradient;
  private final Tensor input;
  private final BoundNetwork train;
  private final LockStep alone;
  private final BoundNetwork evaluate;
  private final int output;

  /**
   * Binds what {@code builder} describes, on the engine under test.
   *
   * @param output value that the loss reads
   * @param images batch size
   * @param parameters values of a parameter by its path
   */
  public NetworkBench(
      GraphBuilder builder,
      int output,
      int images,
      Precision precision,
      double decay,
      double epsilon,
      Function<Parameter, double[]> parameters) {
    this(builder, output, images, new LaneBench(precision), decay, epsilon, parameters);
  }

  /** The same on {@code bench}, which is closed with this. */
  NetworkBench(
      GraphBuilder builder,
      int output,
      int images,
      LaneBench bench,
      double decay,
      double epsilon,
      Function<Parameter, double[]> parameters) {
    this.bench = bench;
    this.graph = builder.graph();
    this.layout = builder.parameters();
    this.output = output;
    FlatBuffer values = bench.flat((int) layout.length());
    for (Parameter parameter : layout.parameters()) {
      ParameterLayout.slice(values, parameter).write(parameters.apply(parameter));
    }
    List<RunningStatistics> statistics =
        graph.batchNorms().stream()
            .map(norm -> new RunningStatistics(bench.engine(), norm.scale().size(), decay))
            .toList();
    this.state = new NetworkState(values, statistics);
    this.gradient = bench.flat((int) layout.length());
    this.input = BoundNetwork.declareInput(bench.lane(), graph, images);
    this.train = bind(Purpose.TRAIN, Optional.of(gradient), epsilon);
    this.evaluate = bind(Purpose.EVALUATE, Optional.empty(), epsilon);
    this.alone = new LockStep(bench.lane(), List.of(train), Sums.ofOneLane());
    bench.lane().allocate();
  }

  private BoundNetwork bind(Purpose purpose, Optional<FlatBuffer> gradients, double epsilon) {
    return new BoundNetwork(
        bench.lane(),
        input,
        new Binding(
            graph,
            state,
            gradients,
            purpose,
            1,
            graph.nodes().size(),
            Set.of(output),
            epsilon,
            Binding.InputGradient.WANTED));
  }

  /** Forward pass in training mode; the running statistics take it in. */
  public double[] train(double[] images) throws InterruptedException {
    input.write(0, images);
    alone.forward();
    train.commitStatistics();
    return LaneBench.read(train.value(output));
  }

  /** Backward pass of {@code sum(output * cotangent)} after {@link #train}. */
  public void backward(double[] cotangent) throws InterruptedException {
    train.gradient(output).write(0, cotangent);
    alone.backward(train);
  }

  /** Forward pass with the running statistics. */
  public double[] evaluate(double[] images) {
    input.write(0, images);
    evaluate.evaluate();
    return LaneBench.read(evaluate.value(output));
  }

  /** Gradient of the input after {@link #backward}. */
  public double[] inputGradient() {
    return LaneBench.read(train.gradient(0));
  }

  /** Gradient of one parameter after {@link #backward}. */
  public double[] gradient(Parameter parameter) {
    return LaneBench.read(ParameterLayout.slice(gradient, parameter));
  }

  /** All parameters. */
  public List<Parameter> parameters() {
    return layout.parameters();
  }

  /** The batch norms of the graph. */
  public List<Node.BatchNorm> batchNorms() {
    return graph.batchNorms();
  }

  /** Running statistics of a batch norm. */
  public RunningStatistics statistics(Node.BatchNorm norm) {
    return state.statistics().get(norm.index());
  }

  /** Output of the layer that makes {@code value} in the last training pass. */
  public double[] value(int value) {
    return LaneBench.read(train.value(value));
  }

  /** The layers. */
  public Graph graph() {
    return graph;
  }

  @Override
  public void close() {
    bench.close();
  }
}
