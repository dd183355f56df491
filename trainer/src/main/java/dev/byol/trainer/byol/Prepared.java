package dev.byol.trainer.byol;

import dev.byol.trainer.collective.Collective;
import java.nio.DoubleBuffer;

/**
 * A step that is made and not written: forward, backward and the sum of the gradients over all
 * workers are done, and every worker holds the same gradient and batch statistics. The state is
 * still the one of before the step. Ends by {@link #commit} or {@link #discard}; at the latest when
 * its {@link TrainStep} is closed. For the thread that runs the steps.
 */
public final class Prepared {
  private final TrainStep owner;
  private final long step;
  private final StepMetrics metrics;
  private final Soundness soundness;
  private Stage stage = Stage.PREPARED;

  /** Whether loss, gradient and parameters are finite on this worker. */
  enum Soundness {
    SOUND,
    DIVERGED
  }

  private enum Stage {
    PREPARED("prepared"),
    AGREED("agreed"),
    COMMITTED("committed"),
    DISCARDED("discarded");

    private final String word;

    Stage(String word) {
      this.word = word;
    }
  }

  Prepared(TrainStep owner, long step, StepMetrics metrics, Soundness soundness) {
    this.owner = owner;
    this.step = step;
    this.metrics = metrics;
    this.soundness = soundness;
  }

  /** Number of the step. */
  public long step() {
    return step;
  }

  /** What the step saw, over the global batch; the same on all workers. */
  public StepMetrics metrics() {
    return metrics;
  }

  /**
   * All workers of {@code collective} agree to commit, or none: one that has failed never gets
   * here. Those of another membership than the one that made the step may ask again.
   *
   * @return this
   * @throws DivergedException when loss, gradient or a parameter is not finite on one of them
   * @throws dev.byol.trainer.collective.PeerLostException when another worker is gone
   */
  public Prepared vote(Collective collective) {
    require(Stage.PREPARED);
    double[] votes = {soundness == Soundness.SOUND ? 1 : 0};
    collective.allReduceSum(DoubleBuffer.wrap(votes));
    if (votes[0] < collective.worldSize()) {
      throw new DivergedException(step, metrics.regressionLoss(), metrics.learningRate());
    }
    stage = Stage.AGREED;
    return this;
  }

  /**
   * Writes what was voted for: LARS and the target network in one pass over memory, then the
   * running statistics. Sends nothing.
   *
   * @return {@link #metrics}
   */
  public StepMetrics commit() {
    require(Stage.AGREED);
    stage = Stage.COMMITTED;
    owner.write(this);
    return metrics;
  }

  /** Forgets the step; nothing of the state has changed. Of no effect on one that has ended. */
  public void discard() {
    if (stage == Stage.PREPARED || stage == Stage.AGREED) {
      stage = Stage.DISCARDED;
      owner.forget(this);
    }
  }

  private void require(Stage expected) {
    if (stage != expected) {
      throw new IllegalStateException(
          "step %d is %s; only a step that is %s can be %s"
              .formatted(
                  step,
                  stage.word,
                  expected.word,
                  expected == Stage.PREPARED ? "voted for" : "committed"));
    }
  }
}
