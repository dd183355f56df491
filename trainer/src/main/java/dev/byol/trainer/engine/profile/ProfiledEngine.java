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
