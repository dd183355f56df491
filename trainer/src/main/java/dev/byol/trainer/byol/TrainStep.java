package dev.byol.trainer.byol;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.LaneTeam;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.nn.ParameterInitialiser;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * The synchronised BYOL step of one worker, the reference's {@code _update_fn}: forward, loss,
 * backward with all-reduce, vote, then commit (LARS, target, running statistics). A failure before
 * the commit leaves the state as it was.
 *
 * <p>Owns its lanes' memory; state, engine and collective belong to the caller.
 */
public final class TrainStep implements AutoCloseable {
  /** 4 MiB of float32: long enough that a message's rounds cost little beside its bytes. */
  private static final long BUCKET_VALUES = 1 << 20;

  private final ByolNetwork network;
  private final TrainState state;
  private Hyperparameters hyperparameters;
  private final Collective collective;
  private final Engine engine;
  private final int localBatch;
  private final LaneTeam team;
  private final List<LaneProgram> programs = new ArrayList<>();
  private final List<LaneUpdate> updates = new ArrayList<>();
  private final GradientSum gradientSum;
  private final int[] firstPicture;

  /**
   * Plans and allocates the step.
   *
   * @param localBatch pictures of this worker's share, at least 1; the same every step
   * @param lanes threads to share them out to; no more are used than there are pictures
   */
  public TrainStep(
      Engine engine,
      ByolNetwork network,
      TrainState state,
      Hyperparameters hyperparameters,
      Collective collective,
      int localBatch,
      int lanes) {
    this(engine, network, state, hyperparameters, collective, localBatch, lanes, BUCKET_VALUES);
  }

  /**
   * As above, for tests.
   *
   * @param bucketValues fewest gradients that are summed over workers in one message, the same on
   *     all workers
   */
  TrainStep(
      Engine engine,
      ByolNetwork network,
      TrainState state,
      Hyperparameters hyperparameters,
      Collective collective,
      int localBatch,
      int lanes,
      long bucketValues) {
    this.network = network;
    this.state = state;
    this.hyperparameters = hyperparameters;
    this.collective = collective;
    this.engine = engine;
    this.localBatch = localBatch;
    int used = Math.min(lanes, localBatch);
    this.team = new LaneTeam(used);
    this.firstPicture = new int[used];
    for (int lane = 0; lane < used; lane++) {
      firstPicture[lane] = first(lane, used);
      programs.add(
          new LaneProgram(
              engine,
              network,
              state,
              first(lane + 1, used) - firstPicture[lane],
              hyperparameters.globalBatch(),
              engine.sums(team, lane, collective)));
    }
    long length = network.layout().length();
    for (int lane = 0; lane < used; lane++) {
      updates.add(
          new LaneUpdate(lane, used, network.layout(), state, gradient(), hyperparameters.lars()));
    }
    this.gradientSum =
        new GradientSum(
            team,
            programs.stream().map(LaneProgram::gradient).toList(),
            GradientBuckets.of(network.graph().nodes(), length, bucketValues),
            collective.beside(),
            engine.precision() == Precision.FLOAT32 ? Element.FLOAT32 : Element.FLOAT64);
  }

  /** Index of a lane's first picture: shares differ by at most one picture. */
  private int first(int lane, int lanes) {
    return (int) ((long) localBatch * lane / lanes);
  }

  /** Bytes of native memory of all lanes' arenas. */
  public long arenaBytes() {
    return programs.stream().mapToLong(LaneProgram::arenaBytes).sum();
  }

  /**
   * Gradient of the last step over all workers, in the layout's order, without weight decay. Valid
   * until the next step.
   */
  public FlatBuffer gradient() {
    return programs.get(0).gradient();
  }

  /** Horizon of both schedules. */
  public long scheduleSteps() {
    return hyperparameters.scheduleSteps();
  }

  /** Stretches both schedules to another horizon, from the next step on. */
  public void reschedule(long scheduleSteps) {
    hyperparameters = hyperparameters.withScheduleSteps(scheduleSteps);
  }

  /** Number of lanes in use. */
  public int lanes() {
    return programs.size();
  }

  /**
   * Makes the target network the online network of before the first step, for an evaluation once
   * all steps are done and saved. Its running statistics are those of the first batch, as Haiku's
   * initialisation leaves them; so it is a pure function of seed and first batch. All workers call
   * this together.
   *
   * @param firstBatch what the first step of the run took
   */
  public void recallUntrained(long seed, StepInput firstBatch) {
    requireShare(firstBatch);
    ParameterInitialiser.fill(state.target().parameters(), network.layout(), seed, "online");
    team.run(lane -> programs.get(lane).forward(firstBatch, firstPicture[lane]));
    programs.get(0).target().initialiseStatistics();
  }

  /**
   * Runs and commits step {@code step} on this worker's share of the global batch.
   *
   * @throws DivergedException when loss or gradient is not finite; nothing is committed anywhere
   * @throws dev.byol.trainer.collective.PeerLostException when another worker is gone
   */
  public StepMetrics run(long step, StepInput input) {
    requireShare(input);
    double rate = hyperparameters.learningRate().at(step, hyperparameters.scheduleSteps());
    double decay = hyperparameters.targetDecay().at(step, hyperparameters.scheduleSteps());
    LossSums[] sums = new LossSums[programs.size()];
    collective.describe("step " + step);
    collective.beside().describe("gradients of step " + step);
    gradientSum.begin();
    team.run(
        lane -> {
          IntConsumer summed = layer -> gradientSum.reached(lane, layer);
          sums[lane] = programs.get(lane).run(input, firstPicture[lane], summed);
          gradientSum.finish(lane);
        });
    StepMetrics metrics = sums[0].metrics(rate, decay);
    vote(step, metrics);
    team.run(
        lane -> {
          updates.get(lane).run(rate, decay);
          team.meet();
          engine.prepare(lane, team.lanes());
        });
    programs.get(0).online().commitStatistics();
    programs.get(0).target().commitStatistics();
    return metrics;
  }

  /** All workers commit, or none: one that has failed does not reach this. */
  private void vote(long step, StepMetrics metrics) {
    boolean sound = metrics.finite() && updateIsFinite();
    double[] votes = {sound ? 1 : 0};
    if (collective.worldSize() > 1) {
      collective.allReduceSum(DoubleBuffer.wrap(votes));
    }
    if (votes[0] < collective.worldSize()) {
      throw new DivergedException(step, metrics.regressionLoss(), metrics.learningRate());
    }
  }

  /** Each lane measures what it updates. */
  private boolean updateIsFinite() {
    AtomicBoolean finite = new AtomicBoolean(true);
    team.run(
        lane -> {
          if (!updates.get(lane).measure()) {
            finite.set(false);
          }
        });
    return finite.get();
  }

  private void requireShare(StepInput input) {
    if (input.images() != localBatch) {
      throw new IllegalArgumentException(
          "this step was planned for %d pictures, got %d".formatted(localBatch, input.images()));
    }
  }

  @Override
  public void close() {
    team.close();
    gradientSum.close();
    programs.forEach(LaneProgram::close);
  }
}
