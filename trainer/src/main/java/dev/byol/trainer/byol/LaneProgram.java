package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Sums;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.nn.BoundNetwork;
import dev.byol.trainer.nn.BoundNetwork.Binding;
import dev.byol.trainer.nn.BoundNetwork.Purpose;
import dev.byol.trainer.nn.Graph;
import dev.byol.trainer.nn.LockStep;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * One lane's part of a step: both networks on both views of its pictures, loss, backward pass.
 * Leaves the lane's share of the gradient (of the mean over the global batch) in a flat buffer.
 */
final class LaneProgram implements AutoCloseable {
  private final ByolNetwork network;
  private final int images;
  private final int globalBatch;
  private final Lane lane;
  private final Tensor input;
  private final BoundNetwork online;
  private final Tensor firstProjection;
  private final BoundNetwork target;
  private final LockStep lockStep;
  private final Sums sums;
  private final Message losses;
  private final FlatBuffer gradient;
  private final Optional<BoundClassifier> classifier;
  private final InputNormalisation normalisation = new InputNormalisation();

  private record BoundClassifier(Operation operation, Tensor logits, Tensor gradient) {}

  LaneProgram(
      Engine engine,
      ByolNetwork network,
      TrainState state,
      int images,
      int globalBatch,
      Sums sums) {
    this.network = network;
    this.images = images;
    this.globalBatch = globalBatch;
    this.sums = sums;
    this.losses = engine.message(LossSums.length(network.spec().projectorOutput()));
    this.lane = engine.newLane();
    this.gradient = engine.flat("gradient", network.layout().length());
    this.input = BoundNetwork.declareInput(lane, network.graph(), 2 * images);
    this.online = bind(state.online(), Optional.of(gradient), Purpose.TRAIN);
    this.target = bind(state.target(), Optional.empty(), Purpose.TARGET);
    this.firstProjection = online.value(network.projection()).images(0, images);
    this.lockStep = new LockStep(engine, List.of(online, target), sums);
    this.classifier = network.classifier().map(c -> bindClassifier(c, state.online()));
    lane.allocate();
  }

  private BoundNetwork bind(NetworkState state, Optional<FlatBuffer> gradients, Purpose purpose) {
    Graph graph = network.graph();
    return new BoundNetwork(
        lane,
        input,
        new Binding(
            graph,
            state,
            gradients,
            purpose,
            2,
            graph.nodes().size(),
            Set.of(network.representation(), network.projection(), network.prediction()),
            network.spec().batchNormEpsilon(),
            Binding.InputGradient.NOT_NEEDED));
  }

  private BoundClassifier bindClassifier(ByolNetwork.Classifier parameters, NetworkState state) {
    Shape shape = Shape.vectors(images, network.spec().classes());
    Lifetime atLoss = new Lifetime(network.graph().nodes().size(), network.graph().nodes().size());
    Tensor logits = lane.tensor(shape, atLoss);
    Tensor logitsGradient = lane.tensor(shape, atLoss);
    // The first view alone, and nothing flows back into the encoder (the stop-gradient).
    Tensor representation = online.value(network.representation()).images(0, images);
    Operation operation =
        lane.linear(
            representation,
            ParameterLayout.slice(state.parameters(), parameters.weights()),
            Optional.of(ParameterLayout.slice(state.parameters(), parameters.bias())),
            logits,
            Optional.of(
                new Lane.Gradients(
                    logitsGradient,
                    Optional.empty(),
                    Optional.of(ParameterLayout.slice(gradient, parameters.weights())),
                    Optional.of(ParameterLayout.slice(gradient, parameters.bias())))));
    return new BoundClassifier(operation, logits, logitsGradient);
  }

  /** This lane's share of the gradient after {@link #run}. */
  FlatBuffer gradient() {
    return gradient;
  }

  /** The online network, for its batch statistics. */
  BoundNetwork online() {
    return online;
  }

  /** The target network, for its batch statistics. */
  BoundNetwork target() {
    return target;
  }

  long arenaBytes() {
    return lane.arenaBytes();
  }

  /**
   * Forward pass alone.
   *
   * @param first index of the lane's first picture in {@code batch}
   */
  void forward(StepInput batch, int first) throws InterruptedException {
    normalisation.write(batch.view1(), first, images, input, 0);
    normalisation.write(batch.view2(), first, images, input, images);
    lockStep.forward();
  }

  /**
   * Forward, loss, backward; returns the sums over the global batch.
   *
   * @param summed as in {@link LockStep#backward(BoundNetwork, IntConsumer)}
   */
  LossSums run(StepInput batch, int first, IntConsumer summed) throws InterruptedException {
    forward(batch, first);
    LossSums local = new LossSums(network.spec().projectorOutput(), network.spec().classes());
    regress(local);
    classifier.ifPresent(c -> classify(c, batch.labels(), first, local));
    losses.write(local.values());
    sums.add(losses);
    lockStep.backward(online, summed);
    return local.of(losses.read());
  }

  private void regress(LossSums sums) {
    int dimensions = network.spec().projectorOutput();
    double[] prediction = read(online.value(network.prediction()));
    double[] projection = swapViews(read(target.value(network.projection())));
    for (double loss : RegressionLoss.perRow(prediction, projection, dimensions)) {
      sums.addRegression(loss);
    }
    double[] slope = RegressionLoss.gradientOfMean(prediction, projection, dimensions);
    // The mean is over the pictures of all workers, each with two rows here.
    scale(slope, 2.0 * images / globalBatch);
    online.gradient(network.prediction()).write(0, slope);
    sums.addEmbeddings(read(firstProjection), dimensions);
  }

  private void classify(BoundClassifier c, int[] labels, int first, LossSums sums) {
    c.operation().forward();
    double[] logits = read(c.logits());
    int[] mine = Arrays.copyOfRange(labels, first, first + images);
    double[] slope = sums.addClassification(logits, network.spec().classes(), mine);
    scale(slope, (double) images / globalBatch);
    c.gradient().write(0, slope);
    c.operation().backward();
  }

  /** The prediction of one view is compared with the target projection of the other. */
  private static double[] swapViews(double[] rows) {
    double[] swapped = new double[rows.length];
    int half = rows.length / 2;
    System.arraycopy(rows, half, swapped, 0, half);
    System.arraycopy(rows, 0, swapped, half, half);
    return swapped;
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static double[] read(Tensor tensor) {
    double[] values = new double[tensor.shape().size()];
    tensor.read(values);
    return values;
  }

  @Override
  public void close() {
    lane.close();
  }
}
