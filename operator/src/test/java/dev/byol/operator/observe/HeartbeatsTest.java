package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.ProgressBuilder;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.operator.MovableClock;
import dev.byol.operator.model.Names;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
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

  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

  private final MovableClock clock = new MovableClock(START);
  private double random = 0.5;
  private final Heartbeats heartbeats = new Heartbeats(clock, HALF_A_MINUTE, () -> random);
  private long version = 1;
  private Lease last;

  @BeforeEach
  void isHeard() {
    clock.set(START.minusSeconds(10));
    last = lease("photos", TRAINING);
    beatsAt(0, p -> p);
  }

  @Test
  void figuresAloneMakeNoPassUntilTheyAreDue() {
    wrote();
    assertThat(beatsAt(10, p -> p.withStep(150))).isFalse();
    assertThat(beatsAt(30, p -> p.withStep(200))).isFalse();
    assertThat(beatsAt(36, p -> p.withStep(250))).isTrue();
    wrote();
    assertThat(beatsAt(46, p -> p.withStep(300))).isFalse();
  }

  @Test
  void whateverElseIsSaidMakesAPassAtOnce() {
    wrote();
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
    wrote();
    int passes = 0;
    for (int tenth = 1; tenth <= 3000; tenth++) {
      clock.set(START.plusMillis(100L * tenth));
      long step = 100 + tenth;
      if (hears(p -> p.withStep(step))) {
        passes++;
        wrote();
      }
    }
    assertThat(passes).isBetween(7, 10);
  }

  @Test
  void experimentsThatBeganTogetherAreNotWrittenTogether() {
    var dice = new Random(1);
    var many = new Heartbeats(clock, HALF_A_MINUTE, dice::nextDouble);
    Set<Instant> first = new TreeSet<>();
    Set<Instant> later = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      String name = "photos-" + i;
      many.accept(lease(name, TRAINING.withStep(101)), lease(name, TRAINING));
      first.add(many.of("vision", name).figuresDue());
      many.looked("vision", name, clock.instant(), true);
      later.add(many.of("vision", name).figuresDue());
    }
    assertThat(first).hasSizeGreaterThan(900);
    assertThat(first).allMatch(at -> at.isBefore(START.plusSeconds(30)));
    assertThat(later).hasSizeGreaterThan(900);
    assertThat(later).allMatch(at -> !at.isBefore(START.plusSeconds(30)));
    assertThat(later).allMatch(at -> at.isBefore(START.plusSeconds(40)));
  }

  @Test
  void thatAWaitBeginsOrEndsIsToldAtOnceAndCountsAsAMove() {
    wrote();
    var waiting = new WaitReport(ExitCode.STORAGE_REFUSED, "HTTP 403");
    assertThat(beatsAt(1, p -> p.withWaiting(waiting))).isTrue();
    assertThat(heartbeats.of("vision", "photos").movedAt()).contains(START.plusSeconds(1));
    assertThat(beatsAt(2, p -> p.withWaiting(waiting))).isFalse();
    assertThat(heartbeats.of("vision", "photos").movedAt()).contains(START.plusSeconds(1));
    assertThat(beatsAt(3, p -> p.withWaiting(null))).isTrue();
    assertThat(heartbeats.of("vision", "photos").movedAt()).contains(START.plusSeconds(3));
  }

  @Test
  void whenAStepMovedIsKnownWithoutAPass() {
    wrote();
    beatsAt(10, p -> p.withStep(150));
    beatsAt(20, p -> p);
    assertThat(heartbeats.of("vision", "photos").movedAt()).contains(START.plusSeconds(10));
    assertThat(heartbeats.of("vision", "photos").heardAt()).contains(START.plusSeconds(20));
    beatsAt(30, p -> p.withActivity(1));
    assertThat(heartbeats.of("vision", "photos").movedAt()).contains(START.plusSeconds(30));
  }

  @Test
  void aReportThatCannotBeReadIsForThePassToTell() {
    wrote();
    Lease damaged = lease("photos", TRAINING);
    damaged.getMetadata().getAnnotations().put(LeaseAnnotations.PROGRESS, "{");
    assertThat(heartbeats.accept(damaged, last)).isTrue();
  }

  @Test
  void theSameVersionAgainSaysNothing() {
    assertThat(heartbeats.accept(last, last)).isFalse();
  }

  @Test
  void figuresThatStandStillDoNotMakeAPassOfEachHeartbeat() {
    wrote();
    assertThat(beatsAt(41, p -> p)).isTrue();
    heartbeats.looked("vision", "photos", clock.instant(), false);
    assertThat(beatsAt(51, p -> p)).isFalse();
    assertThat(beatsAt(82, p -> p)).isTrue();
  }

  @Test
  void aPassBeforeTheyAreDueDoesNotPutFiguresOff() {
    wrote();
    clock.set(START.plusSeconds(20));
    heartbeats.looked("vision", "photos", clock.instant(), false);
    assertThat(beatsAt(41, p -> p.withStep(150))).isTrue();
  }

  @Test
  void labelsThatAWorkerChangesMoveNobodyElsesHeartbeat() {
    Lease lies = lease("photos", TRAINING.withStep(200));
    lies.getMetadata().setLabels(Map.of(Names.UID, "uid-of-another"));
    clock.set(START.plusSeconds(10));
    heartbeats.accept(lies, last);
    assertThat(heartbeats.of("vision", "photos").heardAt()).contains(clock.instant());
  }

  @Test
  void experimentsWithoutHeartbeatsTakeNoMemory() {
    var none = new Heartbeats(clock, HALF_A_MINUTE, () -> random);
    none.of("vision", "suspended");
    none.looked("vision", "suspended", clock.instant(), true);
    assertThat(none.size()).isZero();
  }

  @Test
  void whatTheOperatorWroteItselfMakesAPass() {
    wrote();
    Lease told = lease("photos", TRAINING);
    told.getMetadata().getAnnotations().put(LeaseAnnotations.CONTROL, "{}");
    assertThat(heartbeats.accept(told, last)).isTrue();
  }

  @Test
  void aLeaseThatIsDeletedAndMadeAnewMakesNobodySilent() {
    beatsAt(10, p -> p.withStep(150));
    assertThat(heartbeats.forget(last)).isTrue();
    assertThat(heartbeats.of("vision", "photos").heardAt()).contains(START.plusSeconds(10));
  }

  @Test
  void ofALeaseThatIsGoneNothingIsKeptForLong() {
    assertThat(heartbeats.forget(last)).isTrue();
    clock.set(START.plusSeconds(601));
    heartbeats.forget(lease("another", TRAINING));
    assertThat(heartbeats.size()).isZero();
  }

  @Test
  void aLeaseThatWasMadeAnewIsNotForgotten() {
    heartbeats.forget(last);
    beatsAt(10, p -> p.withStep(150));
    clock.set(START.plusSeconds(700));
    heartbeats.forget(lease("another", TRAINING));
    assertThat(heartbeats.of("vision", "photos").heardAt()).contains(START.plusSeconds(10));
  }

  private boolean beatsAt(long second, UnaryOperator<Progress> change) {
    clock.set(START.plusSeconds(second));
    return hears(change);
  }

  private boolean hears(UnaryOperator<Progress> change) {
    Lease before = last;
    last =
        lease(
            "photos",
            change.apply(
                Progress.parse(
                    before.getMetadata().getAnnotations().get(LeaseAnnotations.PROGRESS))));
    return heartbeats.accept(last, before);
  }

  private void wrote() {
    heartbeats.looked("vision", "photos", clock.instant(), true);
  }

  private Lease lease(String name, Progress progress) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace("vision")
        .withName(name)
        .addToAnnotations(LeaseAnnotations.PROGRESS, progress.json())
        .withResourceVersion(Long.toString(version++))
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity("photos-a1-0/a1")
        .withRenewTime(clock.instant().atZone(ZoneOffset.UTC))
        .endSpec()
        .build();
  }
}
