package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.ProgressBuilder;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.operator.model.Names;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Progress TRAINING =
      ProgressBuilder.builder()
          .attempt(1)
          .phase(WorkerPhase.TRAINING)
          .step(100)
          .loss(0.4)
          .maxSteps(300L)
          .build();

  private Instant now = START;
  private double random = 0.5;
  private final Heartbeats heartbeats = new Heartbeats(new Now(), () -> random);
  private long version = 1;
  private Lease last = lease("uid-1", TRAINING);

  @Test
  void figuresAloneMakeNoPassUntilTheyAreDue() {
    heartbeats.wrote("uid-1");
    assertThat(beatsAt(10, p -> p.withStep(150))).isFalse();
    assertThat(beatsAt(30, p -> p.withStep(200))).isFalse();
    assertThat(beatsAt(36, p -> p.withStep(250))).isTrue();
    heartbeats.wrote("uid-1");
    assertThat(beatsAt(46, p -> p.withStep(300))).isFalse();
  }

  @Test
  void whateverElseIsSaidMakesAPassAtOnce() {
    heartbeats.wrote("uid-1");
    assertThat(beatsAt(1, p -> p.withAttempt(2))).isTrue();
    assertThat(beatsAt(1, p -> p.withAcknowledged(7))).isTrue();
    assertThat(beatsAt(1, p -> p.withPhase(WorkerPhase.EVALUATING))).isTrue();
    assertThat(beatsAt(1, p -> p.withMessage("Evaluating the encoder."))).isTrue();
    assertThat(beatsAt(1, p -> p.withMaxSteps(400L))).isTrue();
    assertThat(beatsAt(1, p -> p.withScheduleSteps(400L))).isTrue();
    assertThat(beatsAt(1, p -> p.withCheckpoint(new CheckpointReport(100, "/c", START, 1L))))
        .isTrue();
    assertThat(beatsAt(1, p -> p.withStep(101))).isFalse();
  }

  @Test
  void aBurstOfHeartbeatsMakesAPassEveryHalfMinuteAtMost() {
    heartbeats.wrote("uid-1");
    int passes = 0;
    for (int tenth = 1; tenth <= 3000; tenth++) {
      now = START.plusMillis(100L * tenth);
      long step = 100 + tenth;
      if (hears(p -> p.withStep(step))) {
        passes++;
        heartbeats.wrote("uid-1");
      }
    }
    assertThat(passes).isBetween(7, 10);
  }

  @Test
  void experimentsThatBeganTogetherAreNotWrittenTogether() {
    var dice = new Random(1);
    var many = new Heartbeats(new Now(), dice::nextDouble);
    Set<Instant> first = new TreeSet<>();
    Set<Instant> later = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      first.add(many.of("uid-" + i).figuresDue());
      many.wrote("uid-" + i);
      later.add(many.of("uid-" + i).figuresDue());
    }
    assertThat(first).hasSizeGreaterThan(900);
    assertThat(first).allMatch(at -> at.isBefore(START.plusSeconds(30)));
    assertThat(later).hasSizeGreaterThan(900);
    assertThat(later).allMatch(at -> !at.isBefore(START.plusSeconds(30)));
    assertThat(later).allMatch(at -> at.isBefore(START.plusSeconds(40)));
  }

  @Test
  void whenAStepMovedIsKnownWithoutAPass() {
    heartbeats.wrote("uid-1");
    beatsAt(10, p -> p.withStep(150));
    beatsAt(20, p -> p);
    assertThat(heartbeats.of("uid-1").movedAt()).contains(START.plusSeconds(10));
    assertThat(heartbeats.of("uid-1").heardAt()).contains(START.plusSeconds(20));
    beatsAt(30, p -> p.withActivity(1));
    assertThat(heartbeats.of("uid-1").movedAt()).contains(START.plusSeconds(30));
  }

  @Test
  void aReportThatCannotBeReadIsForThePassToTell() {
    heartbeats.wrote("uid-1");
    Lease damaged = lease("uid-1", TRAINING);
    damaged.getMetadata().getAnnotations().put(LeaseAnnotations.PROGRESS, "{");
    assertThat(heartbeats.accept(damaged, last)).isTrue();
  }

  @Test
  void theSameVersionAgainSaysNothing() {
    assertThat(heartbeats.accept(last, last)).isFalse();
  }

  @Test
  void whatTheOperatorWroteItselfMakesAPass() {
    heartbeats.wrote("uid-1");
    Lease told = lease("uid-1", TRAINING);
    told.getMetadata().getAnnotations().put(LeaseAnnotations.CONTROL, "{}");
    assertThat(heartbeats.accept(told, last)).isTrue();
  }

  @Test
  void ofALeaseThatIsGoneNothingIsKept() {
    beatsAt(10, p -> p.withStep(150));
    assertThat(heartbeats.forget(last)).isTrue();
    assertThat(heartbeats.of("uid-1").movedAt()).isEmpty();
  }

  private boolean beatsAt(long second, UnaryOperator<Progress> change) {
    now = START.plusSeconds(second);
    return hears(change);
  }

  private boolean hears(UnaryOperator<Progress> change) {
    Lease before = last;
    last =
        lease(
            "uid-1",
            change.apply(
                Progress.parse(
                    before.getMetadata().getAnnotations().get(LeaseAnnotations.PROGRESS))));
    return heartbeats.accept(last, before);
  }

  private Lease lease(String uid, Progress progress) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName("photos")
        .withLabels(Map.of(Names.UID, uid))
        .addToAnnotations(LeaseAnnotations.PROGRESS, progress.json())
        .withResourceVersion(Long.toString(version++))
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity("photos-a1-0/a1")
        .withRenewTime(now.atZone(ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  private final class Now extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
