package dev.byol.trainer.byol;

import dev.byol.trainer.byol.Prepared.Soundness;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.LaneTeam;
import dev.byol.trainer.engine.update.GradientSum;
import dev.byol.trainer.engine.update.ParameterUpdate;
import dev.byol.trainer.nn.ParameterInitialiser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The synchronised BYOL step of one worker, the reference's {@code _update_fn}, in two halves: it
 * is prepared (forward, loss, backward with all-reduce), which leaves the state as it was; after a
 * vote it is committed (LARS, target, running statistics), or else discarded.
 *
 * <p>Lives as long as its collective. Owns its lanes' memory; state, engine and collective belong
 * to the caller.
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
  private final List<ParameterUpdate> updates = new ArrayList<>();
  private final GradientSum gradientSum;
  private final int[] firstPicture;

  /** Neither committed nor discarded yet; null between steps. */
  private Prepared prepared;

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
    try {
      for (int lane = 0; lane < used; lane++) {
        programs.add(program(lane));
      }
    } catch (RuntimeException | Error e) {
      programs.forEach(LaneProgram::close);
      throw e;
    }
    long length = network.layout().length();
    for (int lane = 0; lane < used; lane++) {
      updates.add(
          engine.update(
              hyperparameters.lars(),
              LaneUpdate.slots(lane, used, network.layout(), state, gradient())));
    }
    this.gradientSum =
        engine.gradientSum(
            team,
            programs.stream().map(LaneProgram::gradient).toList(),
            GradientBuckets.of(network.graph().nodes(), length, bucketValues),
            collective.beside());
  }

  private LaneProgram program(int lane) {
    firstPicture[lane] = first(lane, team.lanes());
    return new LaneProgram(
        engine,
        network,
        state,
        first(lane + 1, team.lanes()) - firstPicture[lane],
        hyperparameters.globalBatch(),
        engine.sums(team, lane, collective));
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
   * Gradient of the step that was prepared last, over all workers, in the layout's order, without
   * weight decay. Valid until the next is prepared.
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
    requireNothingPrepared();
    ParameterInitialiser.fill(state.target().parameters(), network.layout(), seed, "online");
    team.run(lane -> programs.get(lane).forward(firstBatch, firstPicture[lane]));
    programs.get(0).target().initialiseStatistics();
  }

  /**
   * Makes step {@code step} of this worker's share of the global batch, up to the sum of the
   * gradients over all workers; the state is as it was. A failure ends the collective's generation,
   * since the others wait for this worker, and leaves nothing at work behind: close this, form a
   * new one and make the step anew.
   *
   * @throws dev.byol.trainer.collective.PeerLostException when another worker is gone
   * @throws IllegalStateException when the step before was neither committed nor discarded
   */
  public Prepared prepare(long step, StepInput input) {
    requireShare(input);
    requireNothingPrepared();
    collective.describe("step " + step);
    collective.beside().describe("gradients of step " + step);
    try {
      prepared = compute(step, input);
    } catch (RuntimeException | Error e) {
      giveUp(e);
      throw e;
    }
    return prepared;
  }

  private Prepared compute(long step, StepInput input) {
    double rate = hyperparameters.learningRate().at(step, hyperparameters.scheduleSteps());
    double decay = hyperparameters.targetDecay().at(step, hyperparameters.scheduleSteps());
    gradientSum.begin();
    team.run(
        lane -> {
          IntConsumer summed = layer -> gradientSum.reached(lane, layer);
          programs.get(lane).run(input, firstPicture[lane], summed);
          gradientSum.finish(lane);
          updates.get(lane).measure(programs.get(lane).losses().unsound());
        });
    return read(step, rate, decay);
  }

  /** What the lanes have to tell of the step; waits for the engine. */
  private Prepared read(long step, double rate, double decay) {
    LossSums first = programs.get(0).losses();
    double[] figures = first.read();
    StepMetrics metrics = first.metrics(figures, rate, decay);
    boolean sound = metrics.finite() && first.sound(figures);
    for (LaneProgram other : programs.subList(1, programs.size())) {
      sound &= other.losses().sound(other.losses().read());
    }
    return new Prepared(this, step, metrics, sound ? Soundness.SOUND : Soundness.DIVERGED);
  }

  /** A sum that is underway waits for peers, which wait for this worker: none may be left so. */
  private void giveUp(Throwable failure) {
    collective.abort("rank %d failed: %s".formatted(collective.rank(), failure.getMessage()));
    try {
      gradientSum.drain();
    } catch (IllegalStateException stillAtWork) {
      failure.addSuppressed(stillAtWork);
    }
  }

  /** Writes a prepared step that was voted for. */
  void write(Prepared voted) {
    forget(voted);
    StepMetrics metrics = voted.metrics();
    team.run(
        lane -> {
          updates.get(lane).run(metrics.learningRate(), metrics.targetDecay());
          team.meet();
          engine.prepare(lane, team.lanes());
        });
    programs.get(0).online().commitStatistics();
    programs.get(0).target().commitStatistics();
  }

  /** Another step may be prepared. */
  void forget(Prepared ended) {
    if (prepared != ended) {
      throw new IllegalStateException(
          "step %d is not prepared here any more; prepare it again".formatted(ended.step()));
    }
    prepared = null;
  }

  private void requireNothingPrepared() {
    if (prepared != null) {
      throw new IllegalStateException(
          "step %d is prepared; commit or discard it first".formatted(prepared.step()));
    }
  }

  private void requireShare(StepInput input) {
    if (input.images() != localBatch) {
      throw new IllegalArgumentException(
          "this step was planned for %d pictures, got %d".formatted(localBatch, input.images()));
    }
  }

  /**
   * Discards what is prepared, ends the threads, frees the lanes' memory. The collective is open
   * still, or was given up: a sum that waits for a peer ends by that alone.
   *
   * @throws IllegalStateException when a thread does not end; its memory is then not freed
   */
  @Override
  public void close() {
    if (prepared != null) {
      prepared.discard();
    }
    team.close();
    gradientSum.close();
    programs.forEach(LaneProgram::close);
  }
}
