package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Labels;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Pictures;
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
import java.nio.FloatBuffer;
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
  private final BoundNetwork target;
  private final LockStep lockStep;
  private final Sums sums;
  private final LossSums losses;
  private final FlatBuffer gradient;
  private final Optional<BoundClassifier> classifier;
  private final Pictures pictures;
  private final LossOperation regression;
  private final LossOperation spread;

  private record BoundClassifier(Operation operation, Labels labels, LossOperation loss) {}

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
    this.lane = engine.newLane();
    try {
      this.losses = new LossSums(lane, network.spec());
      this.gradient = lane.flat("gradient", network.layout().length());
      this.input = BoundNetwork.declareInput(lane, network.graph(), 2 * images);
      this.online = bind(state.online(), Optional.of(gradient), Purpose.TRAIN);
      this.target = bind(state.target(), Optional.empty(), Purpose.TARGET);
      this.pictures = lane.pictures(input);
      this.regression =
          lane.regression(
              online.value(network.prediction()),
              target.value(network.projection()),
              online.gradient(network.prediction()),
              // The mean is over the pictures of all workers, each with two rows here.
              2.0 * images / globalBatch,
              losses.regression());
      this.spread =
          lane.spread(online.value(network.projection()).images(0, images), losses.spread());
      this.lockStep = new LockStep(lane, List.of(online, target), sums);
      this.classifier = network.classifier().map(c -> bindClassifier(c, state.online()));
      lane.allocate();
    } catch (RuntimeException | Error e) {
      lane.close();
      throw e;
    }
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
    Labels labels = lane.labels(images);
    return new BoundClassifier(
        operation,
        labels,
        lane.classification(
            logits,
            labels,
            logitsGradient,
            (double) images / globalBatch,
            losses.classification()));
  }

  /** This lane's share of the gradient after {@link #run}. */
  FlatBuffer gradient() {
    return gradient;
  }

  /** What the lane has to tell of the step, over the global batch; valid until the next one. */
  LossSums losses() {
    return losses;
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
    pictures.take(FloatBuffer.wrap(batch.view1()), first, images, 0);
    pictures.take(FloatBuffer.wrap(batch.view2()), first, images, images);
    lockStep.forward();
  }

  /**
   * Forward, loss, backward.
   *
   * @param summed as in {@link LockStep#backward(BoundNetwork, IntConsumer)}
   */
  void run(StepInput batch, int first, IntConsumer summed) throws InterruptedException {
    forward(batch, first);
    regression.run();
    spread.run();
    classifier.ifPresent(c -> classify(c, batch.labels(), first));
    sums.add(losses.summed());
    lockStep.backward(online, summed);
  }

  private static void classify(BoundClassifier c, int[] labels, int first) {
    c.labels().take(labels, first);
    c.operation().forward();
    c.loss().run();
    c.operation().backward();
  }

  @Override
  public void close() {
    lane.close();
  }
}
