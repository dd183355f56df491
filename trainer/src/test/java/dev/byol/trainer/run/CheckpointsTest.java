package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.Pace;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.storage.StorageException;
import dev.byol.trainer.telemetry.Orders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three ranks, as threads, save and restore together. */
@Timeout(60)
class CheckpointsTest {
  @TempDir Path folder;
  private ThreeRanks ranks;
  private CheckpointStore store;

  @BeforeEach
  void prepare() throws IOException {
    ranks = new ThreeRanks(folder);
    store = new DirectoryStore(folder.resolve("checkpoints"));
  }

  @AfterEach
  void end() {
    ranks.close();
  }

  @Test
  void everyRankWritesItsPartAndAllAreRestored() throws Exception {
    ranks.run(
        store,
        (collective, state, checkpoints) -> {
          state.online().parameters().scaleInPlace(7);
          checkpoints.saveAndWait(5, ThreeRanks.longWait());
        });

    try (Checkpoint checkpoint = newest().orElseThrow()) {
      assertThat(checkpoint.parts())
          .hasSize(ThreeRanks.RANKS)
          .noneMatch(part -> part.tensors().isEmpty());
    }
    ranks.run(
        store,
        (collective, state, checkpoints) -> {
          double fresh = state.online().parameters().norm();
          assertThat(checkpoints.restore().step()).isEqualTo(5);
          assertThat(state.online().parameters().norm()).isCloseTo(7 * fresh, withinPercentage(1));
        });
  }

  @Test
  void aCheckpointInFlightIsCommittedAtALaterBoundary() throws Exception {
    ranks.run(
        store,
        (collective, state, checkpoints) -> {
          long done = trainUntilCommitted(collective, checkpoints);
          assertThat(done).isGreaterThan(4);
        });

    try (Checkpoint checkpoint = newest().orElseThrow()) {
      assertThat(checkpoint.info().step()).isEqualTo(4);
    }
  }

  @Test
  void everyRankWritesSlowlyBesideTheTrainingAndFastWhenTheNextIsNearOrSomebodyWaits()
      throws Exception {
    ranks.run(
        store,
        (collective, state, checkpoints) -> {
          Pace pace = ranks.pace(collective.rank());
          checkpoints.atBoundary(3, agreed(false));
          assertThat(pace.isHeld()).as("nothing was written yet").isFalse();
          checkpoints.atBoundary(4, agreed(true));
          assertThat(pace.isHeld()).isTrue();
          checkpoints.atBoundary(5, agreed(false));
          assertThat(pace.isHeld()).isTrue();
          checkpoints.atBoundary(6, agreed(false));
          assertThat(pace.isHeld()).as("half the way to step 8").isFalse();
          checkpoints.saveAndWait(6, ThreeRanks.longWait());
          checkpoints.order();
          checkpoints.atBoundary(7, agreed(false));
          assertThat(pace.isHeld()).as("one is ordered").isFalse();
          checkpoints.atBoundary(9, agreed(true));
          assertThat(pace.isHeld()).as("it is the one that was ordered").isFalse();
          checkpoints.saveAndWait(10, ThreeRanks.longWait());
          checkpoints.atBoundary(12, agreed(true));
          assertThat(pace.isHeld()).isTrue();
          checkpoints.saveAndWait(13, ThreeRanks.longWait());
          assertThat(pace.isHeld()).as("the run ends").isFalse();
        });
  }

  private static Agreement agreed(boolean save) {
    return new Agreement(
        false,
        save,
        false,
        OptionalLong.empty(),
        new Agreement.Order(0, false, OptionalLong.empty(), OptionalLong.empty()));
  }

  @Test
  void oneRanksFailureLeavesTheCheckpointOutAndTheNextOneIsWritten() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    CheckpointStore refusing =
        new RefusingStore(store, key -> key.contains("part-00001") && full.get());
    ranks.run(
        refusing,
        (collective, state, checkpoints) -> {
          assertThatThrownBy(() -> checkpoints.saveAndWait(5, ThreeRanks.longWait()))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("the checkpoint of step 5 could not be written to");
          collective.barrier("failed");
          assertThat(newest()).isEmpty();
          full.set(false);
          checkpoints.saveAndWait(6, ThreeRanks.longWait());
        });

    try (Checkpoint checkpoint = newest().orElseThrow()) {
      assertThat(checkpoint.info().step()).isEqualTo(6);
    }
  }

  @Test
  void aManifestThatCannotBeWrittenIsAnErrorOnEveryRank() throws Exception {
    ranks.run(
        new RefusingStore(store, key -> key.endsWith("manifest.json")),
        (collective, state, checkpoints) ->
            assertThatThrownBy(() -> checkpoints.saveAndWait(5, ThreeRanks.longWait()))
                .isInstanceOf(IOException.class));
  }

  /** Its beginning was written there: another attempt may find it mended. */
  @Test
  void aDiskThatTurnsReadOnlyIsAwayAndNoWrongPath() throws Exception {
    ranks.run(
        new RefusingStore(store, key -> true, "Read-only file system"),
        (collective, state, checkpoints) ->
            assertThatThrownBy(
                    () -> checkpoints.saveAndWait(5, ThreeRanks.upTo(Duration.ofSeconds(2))))
                .isInstanceOfSatisfying(
                    StorageException.class,
                    e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.AWAY))
                .hasMessageContaining("the checkpoint of step 5 could not be written to"));
  }

  /** Goes on from step to step until the first checkpoint is there; the number of steps. */
  private long trainUntilCommitted(Collective collective, Checkpoints checkpoints)
      throws Exception {
    long done = 0;
    boolean committed = false;
    while (!committed) {
      done++;
      boolean due = collective.rank() == 0 && done < 5 && checkpoints.due(done);
      boolean there = collective.rank() == 0 && store.readLatest().isPresent();
      // The stop carries the news, so that all ranks end at the same step.
      Agreement agreed =
          new Boundary(collective, () -> there, Orders.NONE).settle(due, checkpoints.partReady());
      checkpoints.atBoundary(done, agreed);
      committed = agreed.stop();
    }
    return done;
  }

  private Optional<Checkpoint> newest() throws IOException {
    return CheckpointLoader.newestComplete(store).checkpoint();
  }
}
