package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.storage.FaultProxy;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.S3Server;
import dev.byol.trainer.telemetry.Orders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The store is away for longer than its clients try, while three ranks train. */
@Tag("s3")
class StoreOutageIT {
  @RegisterExtension static final S3Server SERVER = new S3Server();

  /**
   * Stands for five minutes; the patience of the clients is scaled with it. {@code -Plong}: 300.
   */
  private static final int SECONDS = Integer.getInteger("byol.outage.seconds", 4);

  /** What the first calls of a client may take on a busy machine while the store is well. */
  private static final Duration LEAST_ATTEMPT = Duration.ofSeconds(2);

  private static final Duration LEAST_TOTAL = Duration.ofSeconds(3);

  private static final long STEP_MILLIS = 10;
  private static final int AFTERWARDS = 20;

  @TempDir Path folder;

  @Test
  @Timeout(900)
  void trainingGoesOnAndTheNewestCheckpointsOfAllRanksAreInTheStoreAfterwards() throws Exception {
    ObjectAddress place = SERVER.newPrefix();
    Duration outage = Duration.ofSeconds(SECONDS);
    try (FaultProxy proxy = new FaultProxy(SERVER.endpoint());
        ObjectStore objects = SERVER.open(proxy.endpoint(), scaled(Patience.CHECKPOINTS));
        ObjectStore direct = SERVER.open();
        ThreeRanks ranks = new ThreeRanks(folder)) {
      CheckpointStore store = new BucketStore(objects, place);
      CheckpointStore sane = new BucketStore(direct, place);
      AtomicLong reached = new AtomicLong();
      ranks.run(
          store,
          (collective, state, checkpoints) -> {
            checkpoints.restore();
            checkpoints.saveAndWait(1, ThreeRanks.longWait());
            long done = 1;
            if (collective.rank() == 0) {
              proxy.inject(FaultProxy.Fault.DOWN, 0, Integer.MAX_VALUE);
            }
            long end = System.nanoTime() + outage.toNanos();
            done =
                train(
                    collective,
                    checkpoints,
                    done,
                    () -> System.nanoTime() > end && isSomethingInTheSpoolOfRank0());
            if (collective.rank() == 0) {
              reached.set(done);
              assertThat(sane.readLatest()).contains("step-00000001");
              proxy.heal();
            }
            state.online().parameters().scaleInPlace(7);
            long after = done + AFTERWARDS;
            long[] now = {done};
            done = train(collective, checkpoints, done, () -> ++now[0] > after);
            checkpoints.saveAndWait(done, ThreeRanks.longWait());
          });

      assertThat(reached.get()).as("steps until the store was back").isGreaterThan(SECONDS);
      try (Checkpoint newest = CheckpointLoader.newestComplete(sane).checkpoint().orElseThrow()) {
        assertThat(newest.info().step()).isGreaterThan(reached.get());
        assertThat(newest.parts()).hasSize(ThreeRanks.RANKS);
      }
      // Loading is not spooled, and needs the patience of those who load.
      ranks.run(
          sane,
          (collective, state, checkpoints) -> {
            double fresh = state.online().parameters().norm();
            assertThat(checkpoints.restore().step()).isGreaterThan(reached.get());
            assertThat(state.online().parameters().norm())
                .isCloseTo(7 * fresh, withinPercentage(1));
          });
    }
  }

  /** Only then has a client lost its patience. */
  private boolean isSomethingInTheSpoolOfRank0() {
    String[] kept = folder.resolve("spool").resolve("rank-0").toFile().list();
    return kept != null && kept.length > 0;
  }

  private interface End {
    boolean isReached();
  }

  /** Steps with a checkpoint whenever one is due, until rank 0 says that it is enough. */
  private static long train(Collective collective, Checkpoints checkpoints, long first, End end)
      throws Exception {
    long done = first;
    boolean stop = false;
    while (!stop) {
      Thread.sleep(STEP_MILLIS);
      done++;
      boolean due = collective.rank() == 0 && checkpoints.due(done);
      Agreement agreed =
          new Boundary(collective, () -> collective.rank() == 0 && end.isReached(), Orders.NONE)
              .settle(due, checkpoints.partReady());
      checkpoints.atBoundary(done, agreed);
      stop = agreed.stop();
    }
    return done;
  }

  private static Patience scaled(Patience patience) {
    double scale = SECONDS / 300.0;
    return new Patience(
        longer(scaled(patience.total(), scale), LEAST_TOTAL),
        longer(scaled(patience.attempt(), scale), LEAST_ATTEMPT),
        scaled(patience.longestWait(), scale));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration scaled(Duration duration, double scale) {
    return Duration.ofMillis(Math.max(1, (long) (duration.toMillis() * scale)));
  }
}
