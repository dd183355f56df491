package dev.byol.trainer.engine.profile;

import dev.byol.trainer.engine.BatchNormOperation;
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
  public void sums(double[] target, int offset) {
    sums.time(() -> inside.sums(target, offset));
  }

  @Override
  public void normalise(double[] mean, double[] variance) {
    normalise.time(() -> inside.normalise(mean, variance));
  }

  @Override
  public void backwardSums(double[] target, int offset) {
    backwardSums.time(() -> inside.backwardSums(target, offset));
  }

  @Override
  public void backward(double[] mean, double[] variance, double[] m1, double[] m2) {
    backward.time(() -> inside.backward(mean, variance, m1, m2));
  }
}
