package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.spool.SpooledWriter;
import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.storage.FaultProxy;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.S3Server;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A proxy between checkpoints and their store does what networks and stores do on a bad day. */
@Tag("s3")
class StoreFaultsIT {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final long SEED = 20261124;

  /** {@code -Dbyol.faults=200} takes some minutes. */
  private static final int FAULTS = Integer.getInteger("byol.faults", 40);

  private static final Patience IMPATIENT =
      new Patience(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofMillis(200));

  @TempDir Path folder;
  private FaultProxy proxy;
  private ObjectStore direct;
  private ObjectStore faulty;
  private ObjectAddress place;
  private CheckpointStore sane;
  private CheckpointStore store;

  @BeforeEach
  void open() throws IOException {
    proxy = new FaultProxy(SERVER.endpoint());
    direct = SERVER.open();
    faulty = SERVER.open(proxy.endpoint(), IMPATIENT);
    place = SERVER.newPrefix();
    sane = new BucketStore(direct, place);
    store = new BucketStore(faulty, place);
  }

  @AfterEach
  void close() throws IOException {
    faulty.close();
    direct.close();
    proxy.close();
  }

  @Test
  @Timeout(600)
  void whatLatestNamesLoadsAfterEachOfManyFaults() throws IOException {
    Random random = new Random(SEED);
    Samples.save(sane, 10, 2, 1);
    long newest = 10;
    int saved = 0;
    FaultProxy.Fault[] faults = FaultProxy.Fault.values();
    for (int round = 1; round <= FAULTS; round++) {
      FaultProxy.Fault fault = faults[1 + random.nextInt(faults.length - 1)];
      proxy.inject(fault, amount(fault, random), 1 + random.nextInt(3));
      long step = 10 + round;
      boolean wasSaved;
      try {
        Samples.save(store, step, 1 + random.nextInt(2), 1);
        wasSaved = true;
      } catch (IOException e) {
        wasSaved = false;
      }
      String where = "seed %d round %d %s".formatted(SEED, round, fault);
      try (Checkpoint latest = CheckpointLoader.open(sane, sane.readLatest().orElseThrow())) {
        assertThat(Samples.isIntact(latest)).as(where).isTrue();
        assertThat(latest.info().step()).as(where).isIn(newest, step);
        assertThat(!wasSaved || latest.info().step() == step).as(where).isTrue();
        newest = latest.info().step();
      }
      saved += wasSaved ? 1 : 0;
      if (round % 20 == 0) {
        proxy.heal();
        new Retention(store, 2, OptionalLong.empty(), Clock.systemUTC()).apply(1);
      }
    }
    assertThat(saved).as("tries again until it is saved").isPositive();
    proxy.heal();
    Samples.save(store, 1000, 2, 1);
    assertNewest(1000);
  }

  @Test
  @Timeout(300)
  void cutOffForGoodAtAnyByteOfTheUploadLeavesACheckpointAndNothingElse() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < 50; round++) {
      CheckpointStore here = new BucketStore(direct, place.withKey(place.key() + "-" + round));
      Samples.save(here, 10, 1, 1);
      Patience hasty =
          new Patience(Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(20));
      try (FaultProxy cut = new FaultProxy(SERVER.endpoint());
          ObjectStore dying = SERVER.open(cut.endpoint(), hasty)) {
        cut.inject(FaultProxy.Fault.RESET_REQUEST, random.nextInt(12_000), 1_000_000);
        try {
          Samples.save(new BucketStore(dying, place.withKey(place.key() + "-" + round)), 20, 1, 1);
        } catch (IOException e) {
          // The death of this writer.
          assertThat(e).hasMessageContaining("s3://");
        }
      }
      try (Checkpoint found = CheckpointLoader.newestComplete(here).checkpoint().orElseThrow()) {
        assertThat(Samples.isIntact(found)).as("seed %d round %d", SEED, round).isTrue();
      }
      Samples.save(here, 30, 1, 2);
      new Retention(here, 1, OptionalLong.empty(), Clock.systemUTC()).apply(2);
      assertThat(here.list("step-")).as("seed %d round %d", SEED, round).hasSize(2);
    }
  }

  @Test
  @Timeout(120)
  void whileTheStoreIsAwayCheckpointsGoToTheSpoolAndAreBroughtOverAfterwards() throws Exception {
    List<Long> completed = new ArrayList<>();
    try (SpooledWriter writer = spooled(store, completed)) {
      save(writer, 10);
      assertThat(completed).containsExactly(10L);
      proxy.inject(FaultProxy.Fault.DOWN, 0, 1_000_000);
      for (long step = 20; step <= 60; step += 10) {
        save(writer, step);
      }
      assertThat(sane.readLatest()).contains("step-00000010");
      assertThat(writer.awaitEmpty(Duration.ZERO)).isFalse();
      proxy.heal();
      assertThat(writer.awaitEmpty(Duration.ofSeconds(60))).isTrue();
    }
    assertNewest(60);
    assertThat(completed).as("the newest two were kept").containsExactly(10L, 50L, 60L);
  }

  @Test
  @Timeout(120)
  void whatAProcessLeftInTheSpoolIsBroughtOverByTheNext() throws Exception {
    try (SpooledWriter writer = spooled(store, new ArrayList<>())) {
      proxy.inject(FaultProxy.Fault.DOWN, 0, 1_000_000);
      save(writer, 10);
    }
    proxy.heal();
    try (SpooledWriter next = spooled(store, new ArrayList<>())) {
      next.bringOver();
      next.begin();
      assertThat(next.awaitEmpty(Duration.ZERO)).isTrue();
    }
    assertNewest(10);
  }

  @Test
  @Timeout(120)
  void whatAnOlderAttemptLeftInTheSpoolGivesWayToANewerOne() throws Exception {
    proxy.inject(FaultProxy.Fault.DOWN, 0, 1_000_000);
    try (SpooledWriter writer = spooled(store, new ArrayList<>())) {
      save(writer, 10);
    }
    proxy.heal();
    new CheckpointWriter(sane).begin(2);
    Samples.save(sane, 5, 1, 2);
    try (SpooledWriter third =
        new SpooledWriter(
            store,
            folder,
            1 << 20,
            3,
            Duration.ofMillis(50),
            Waits.NONE,
            (info, parts, made) -> {})) {
      third.bringOver();
      third.begin();
      assertThat(third.awaitEmpty(Duration.ZERO)).isTrue();
    }
    assertNewest(5);
  }

  private SpooledWriter spooled(CheckpointStore used, List<Long> completed) {
    return new SpooledWriter(
        used,
        folder,
        1 << 20,
        1,
        Duration.ofMillis(50),
        Waits.NONE,
        (info, parts, made) -> completed.add(info.step()));
  }

  private static void save(SpooledWriter writer, long step) throws IOException {
    CheckpointInfo info = Samples.info(step, 1, 1);
    writer.commit(info, List.of(writer.writePart(info, 0, Samples.state(step))));
  }

  private void assertNewest(long step) throws IOException {
    try (Checkpoint found = CheckpointLoader.newestComplete(sane).checkpoint().orElseThrow()) {
      assertThat(found.info().step()).isEqualTo(step);
      assertThat(Samples.isIntact(found)).isTrue();
    }
  }

  private static long amount(FaultProxy.Fault fault, Random random) {
    return switch (fault) {
      case NONE, DOWN -> 0;
      case LATENCY -> 10 + random.nextInt(40);
      case RESET_REQUEST, RESET_ANSWER, TRUNCATE_ANSWER -> random.nextInt(3000);
      case STATUS -> random.nextBoolean() ? 503 : 500;
      case REFUSAL -> random.nextBoolean() ? 400 : 403;
      case SLOW -> 100 + random.nextInt(400);
    };
  }
}
