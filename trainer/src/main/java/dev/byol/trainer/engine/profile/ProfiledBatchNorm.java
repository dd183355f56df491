package dev.byol.trainer.engine.profile;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.profile.StepProfile.Kind;
import dev.byol.trainer.engine.profile.StepProfile.Pass;

/** Another batch norm, each half measured. */
final class ProfiledBatchNorm implements BatchNormOperation {
  private final BatchNormOperation inside;
  private final StepProfile.Watch sums;
  private final StepProfile.Watch normalise;
  private final StepProfile.Watch backwardSums;
  private final StepProfile.Watch backward;

  ProfiledBatchNorm(BatchNormOperation inside, StepProfile profile, String detail) {
    this.inside = inside;
    this.sums = profile.watch(Kind.BATCH_NORM, detail + ", sums", Pass.FORWARD);
    this.normalise = profile.watch(Kind.BATCH_NORM, detail + ", output", Pass.FORWARD);
    this.backwardSums = profile.watch(Kind.BATCH_NORM, detail + ", sums", Pass.BACKWARD);
    this.backward = profile.watch(Kind.BATCH_NORM, detail + ", gradient", Pass.BACKWARD);
  }

  @Override
  public void sums(Message local) {
    sums.time(() -> inside.sums(local));
  }

  @Override
  public void normalise(Message summed) {
    normalise.time(() -> inside.normalise(summed));
  }

  @Override
  public void backwardSums(Message local) {
    backwardSums.time(() -> inside.backwardSums(local));
  }

  @Override
  public void backward(Message summed) {
    backward.time(() -> inside.backward(summed));
  }

  @Override
  public void evaluate() {
    normalise.time(inside::evaluate);
  }

  @Override
  public void commit(double decay, double[] corrections) {
    inside.commit(decay, corrections);
  }

  @Override
  public void initialiseRunning() {
    inside.initialiseRunning();
  }
}
