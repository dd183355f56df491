package dev.byol.trainer.engine.profile;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Labels;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Pictures;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.profile.StepProfile.Kind;
import java.util.Optional;

/** Another lane whose operations are measured. */
final class ProfiledLane implements Lane {
  private final Lane inside;
  private final StepProfile profile;

  ProfiledLane(Lane inside, StepProfile profile) {
    this.inside = inside;
    this.profile = profile;
  }

  @Override
  public Tensor tensor(Shape shape, Lifetime lifetime) {
    return inside.tensor(shape, lifetime);
  }

  @Override
  public Tensor activation(Shape shape, Lifetime lifetime) {
    return inside.activation(shape, lifetime);
  }

  @Override
  public FlatBuffer flat(String name, long length) {
    return inside.flat(name, length);
  }

  @Override
  public Message message(int length) {
    return inside.message(length);
  }

  @Override
  public void allocate() {
    inside.allocate();
  }

  @Override
  public long arenaBytes() {
    return inside.arenaBytes();
  }

  @Override
  public Operation convolution(
      ConvolutionGeometry geometry,
      Tensor x,
      FlatBuffer weights,
      Tensor y,
      Optional<Gradients> gradients) {
    String detail =
        "%dx%d/%d, %s to %d channels"
            .formatted(
                geometry.kernel(), geometry.kernel(), geometry.stride(), x.shape(), y.shape().c());
    return profile.measured(
        Kind.CONVOLUTION, detail, inside.convolution(geometry, x, weights, y, gradients));
  }

  @Override
  public Operation linear(
      Tensor x,
      FlatBuffer weights,
      Optional<FlatBuffer> bias,
      Tensor y,
      Optional<Gradients> gradients) {
    return profile.measured(
        Kind.LINEAR,
        "%s to %d".formatted(x.shape(), y.shape().c()),
        inside.linear(x, weights, bias, y, gradients));
  }

  @Override
  public Operation maxPool(
      ConvolutionGeometry geometry, Tensor x, Tensor y, Optional<Gradients> gradients) {
    return profile.measured(
        Kind.POOL, "maximum of " + x.shape(), inside.maxPool(geometry, x, y, gradients));
  }

  @Override
  public Operation globalMean(Tensor x, Tensor y, Optional<Gradients> gradients) {
    return profile.measured(Kind.POOL, "mean of " + x.shape(), inside.globalMean(x, y, gradients));
  }

  @Override
  public Operation add(Tensor a, Tensor b, Tensor y, Optional<AddGradients> gradients) {
    return profile.measured(Kind.ADD, a.shape().toString(), inside.add(a, b, y, gradients));
  }

  @Override
  public BatchNormOperation batchNorm(BatchNormSpec spec) {
    String detail = spec.x().shape() + (spec.residual().isPresent() ? " with residual" : "");
    return new ProfiledBatchNorm(inside.batchNorm(spec), profile, detail);
  }

  @Override
  public Pictures pictures(Tensor target) {
    Pictures entry = inside.pictures(target);
    StepProfile.Watch watch =
        profile.watch(Kind.INPUT, "into " + target.shape(), StepProfile.Pass.FORWARD);
    return (unitRange, from, images, at) ->
        watch.time(() -> entry.take(unitRange, from, images, at));
  }

  @Override
  public Labels labels(int images) {
    return inside.labels(images);
  }

  @Override
  public LossOperation regression(
      Tensor prediction, Tensor projection, Tensor gradient, double share, Message sum) {
    return profile.measured(
        Kind.LOSS,
        "regression of " + prediction.shape(),
        inside.regression(prediction, projection, gradient, share, sum));
  }

  @Override
  public LossOperation classification(
      Tensor logits, Labels labels, Tensor gradient, double share, Message sums) {
    return profile.measured(
        Kind.LOSS,
        "classification of " + logits.shape(),
        inside.classification(logits, labels, gradient, share, sums));
  }

  @Override
  public LossOperation spread(Tensor rows, Message sums) {
    return profile.measured(Kind.LOSS, "spread of " + rows.shape(), inside.spread(rows, sums));
  }

  @Override
  public void close() {
    inside.close();
  }
}
