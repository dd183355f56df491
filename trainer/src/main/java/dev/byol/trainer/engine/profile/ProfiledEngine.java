package dev.byol.trainer.engine.profile;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.LaneTeam;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Sums;
import dev.byol.trainer.engine.Timer;
import dev.byol.trainer.engine.profile.StepProfile.Kind;
import dev.byol.trainer.engine.profile.StepProfile.Pass;
import dev.byol.trainer.engine.update.GradientBucket;
import dev.byol.trainer.engine.update.GradientSum;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.engine.update.ParameterUpdate;
import dev.byol.trainer.engine.update.UpdateSlot;
import java.util.List;

/** Another engine whose lanes measure their operations. Closes that engine when it is closed. */
public final class ProfiledEngine implements Engine {
  private final Engine inside;
  private final StepProfile profile;
  private final StepProfile.Watch packing;

  /** Measures {@code inside} into {@code profile}. */
  public ProfiledEngine(Engine inside, StepProfile profile) {
    this.inside = inside;
    this.profile = profile;
    this.packing = profile.watch(Kind.PACKING, "all", Pass.BETWEEN_STEPS);
  }

  @Override
  public Precision precision() {
    return inside.precision();
  }

  @Override
  public String description() {
    return inside.description();
  }

  @Override
  public long nativeBytes() {
    return inside.nativeBytes();
  }

  @Override
  public long updateBytes(long parameters) {
    return inside.updateBytes(parameters);
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
  public Sums sums(LaneTeam team, int lane, Collective workers) {
    return inside.sums(team, lane, workers);
  }

  @Override
  public GradientSum gradientSum(
      LaneTeam team, List<FlatBuffer> gradients, List<GradientBucket> buckets, Collective beside) {
    return inside.gradientSum(team, gradients, buckets, beside);
  }

  @Override
  public ParameterUpdate update(LarsSettings settings, List<UpdateSlot> slots) {
    ParameterUpdate update = inside.update(settings, slots);
    StepProfile.Watch measuring = profile.watch(Kind.UPDATE, "measuring", Pass.BETWEEN_STEPS);
    StepProfile.Watch moving = profile.watch(Kind.UPDATE, "moving", Pass.BETWEEN_STEPS);
    return new ParameterUpdate() {
      @Override
      public void measure(Message unsound) {
        measuring.time(() -> update.measure(unsound));
      }

      @Override
      public void run(double learningRate, double averageKeep) {
        moving.time(() -> update.run(learningRate, averageKeep));
      }
    };
  }

  @Override
  public Timer timer() {
    return inside.timer();
  }

  @Override
  public void prepare(int part, int parts) {
    packing.time(() -> inside.prepare(part, parts));
  }

  @Override
  public Lane newLane() {
    return new ProfiledLane(inside.newLane(), profile);
  }

  @Override
  public void close() {
    inside.close();
  }
}
