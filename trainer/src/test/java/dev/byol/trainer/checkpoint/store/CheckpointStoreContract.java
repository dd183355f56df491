package dev.byol.trainer.checkpoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.NoUsableCheckpointException;
import dev.byol.trainer.checkpoint.Retention;
import dev.byol.trainer.checkpoint.Samples;
import dev.byol.trainer.checkpoint.SupersededException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of checkpoints in every kind of store. */
abstract class CheckpointStoreContract {
  private CheckpointStore store;

  /** A store in a new place, empty. */
  abstract CheckpointStore newStore() throws IOException;

  @BeforeEach
  final void open() throws IOException {
    store = newStore();
  }

  @Test
  void aNewPlaceIsEmpty() throws IOException {
    assertThat(store.list("")).isEmpty();
    assertThat(store.open("latest")).isEmpty();
    assertThat(CheckpointLoader.newestComplete(store).checkpoint()).isEmpty();
    store.delete("latest");
  }

  @Test
  void whatIsPutIsListedAndReplacesWhatWasThere() throws IOException {
    store.put("step-00000001/notes", ObjectBody.of("one"));
    store.put("step-00000001/notes", ObjectBody.of("two"));
    store.put("latest", ObjectBody.of("x"));
    assertThat(store.list("")).containsExactly("latest", "step-00000001/notes");
    assertThat(store.list("step-")).containsExactly("step-00000001/notes");
    assertThat(text("step-00000001/notes")).isEqualTo("two");
    store.delete("step-00000001/notes");
    assertThat(store.list("")).containsExactly("latest");
  }

  @Test
  void aConditionalWriteNoticesWhatOthersWrote() throws IOException {
    assertThat(store.putIf("latest", Optional.empty(), ObjectBody.of("one"))).isTrue();
    Optional<String> one = version("latest");
    assertThat(store.putIf("latest", Optional.empty(), ObjectBody.of("two"))).isFalse();
    assertThat(store.putIf("latest", one, ObjectBody.of("three"))).isTrue();
    assertThat(store.putIf("latest", one, ObjectBody.of("four"))).isFalse();
    assertThat(text("latest")).isEqualTo("three");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void whatManyRanksWroteComesBackWhole(int worldSize) throws IOException {
    Samples.save(store, 120, worldSize, 1);
    assertNewest(120);
    assertThat(store.readLatest()).contains("step-00000120");
  }

  @Test
  void anAlteredByteOfAnyObjectIsFoundAndTheOneBeforeIsUsed() throws IOException {
    Samples.save(store, 10, 2, 1);
    Samples.save(store, 20, 2, 1);
    Random random = new Random(7);
    for (String key : store.list("step-00000020/")) {
      byte[] whole = bytes(key);
      byte[] altered = whole.clone();
      altered[random.nextInt(altered.length)] ^= 4;
      store.put(key, ObjectBody.of(altered));
      assertNewest(10);
      store.put(key, ObjectBody.of(java.util.Arrays.copyOf(whole, whole.length - 1)));
      assertNewest(10);
      store.delete(key);
      assertNewest(10);
      store.put(key, ObjectBody.of(whole));
      assertNewest(20);
    }
  }

  @Test
  void aRunNeverStartsFromNothingWhereCheckpointsAre() throws IOException {
    Samples.save(store, 10, 1, 1);
    store.delete(store.list("step-00000010/part").get(0));
    assertThatThrownBy(() -> CheckpointLoader.newestComplete(store))
        .isInstanceOf(NoUsableCheckpointException.class);
  }

  @Test
  void retentionLeavesTheNewestAndNothingElse() throws IOException {
    for (int step = 10; step <= 60; step += 10) {
      Samples.save(store, step, 2, 1);
    }
    new Retention(store, 2, OptionalLong.of(30), Clock.systemUTC()).apply(1);
    assertThat(store.list("step-")).hasSize(3 * 3);
    assertThat(new Retention(store, 2, OptionalLong.of(30), Clock.systemUTC()).apply(1)).isEmpty();
    assertNewest(60);
  }

  @Test
  void anOlderAttemptCanCommitNothing() throws IOException {
    new CheckpointWriter(store).begin(1);
    Samples.save(store, 10, 1, 1);
    new CheckpointWriter(store).begin(2);
    assertThatThrownBy(() -> Samples.save(store, 20, 1, 1)).isInstanceOf(SupersededException.class);
    assertNewest(10);
    Samples.save(store, 15, 1, 2);
    assertThat(store.readLatest()).contains("step-00000015");
  }

  @Test
  void ofTwoAttemptsThatWriteAtOnceTheOlderIsRefused() throws Exception {
    for (int round = 0; round < 5; round++) {
      CheckpointStore shared = newStore();
      new CheckpointWriter(shared).begin(1);
      AtomicBoolean refused = new AtomicBoolean();
      List<Throwable> failures = new ArrayList<>();
      Thread older =
          new Thread(
              () -> {
                try {
                  for (int step = 10; step <= 2000; step += 10) {
                    Samples.save(shared, step, 1, 1);
                  }
                } catch (SupersededException e) {
                  refused.set(true);
                } catch (IOException | RuntimeException e) {
                  failures.add(e);
                }
              });
      older.start();
      while (shared.readLatest().isEmpty()) {
        Thread.sleep(1);
      }
      new CheckpointWriter(shared).begin(2);
      long from;
      try (Checkpoint found = CheckpointLoader.newestComplete(shared).checkpoint().orElseThrow()) {
        from = found.info().step();
      }
      Samples.save(shared, from + 5, 1, 2);
      older.join(60_000);
      assertThat(failures).isEmpty();
      assertThat(refused).isTrue();
      Samples.save(shared, from + 15, 1, 2);
      assertThat(shared.readLatest()).contains("step-%08d".formatted(from + 15));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void dyingAtAnyOperationLeavesTheOldOrTheNewCheckpoint(int worldSize) throws IOException {
    for (int deadline = 0; ; deadline++) {
      CheckpointStore survivor = newStore();
      Samples.save(survivor, 10, worldSize, 1);
      boolean died =
          diesIn(
              new DyingStore(survivor, deadline),
              dying -> {
                Samples.save(dying, 20, worldSize, 1);
                new Retention(
                        dying, 1, OptionalLong.empty(), Clock.fixed(Samples.NOON, ZoneOffset.UTC))
                    .apply(1);
              });
      try (Checkpoint found =
          CheckpointLoader.newestComplete(survivor).checkpoint().orElseThrow()) {
        assertThat(found.info().step()).as("death at %d", deadline).isIn(10L, 20L);
        assertThat(Samples.isIntact(found)).as("death at %d", deadline).isTrue();
      }
      Samples.save(survivor, 30, worldSize, 2);
      new Retention(survivor, 1, OptionalLong.empty(), Clock.systemUTC()).apply(2);
      assertThat(survivor.list("step-")).as("death at %d", deadline).hasSize(worldSize + 1);
      if (!died) {
        return;
      }
    }
  }

  private interface Work {
    void on(CheckpointStore store) throws IOException;
  }

  private static boolean diesIn(CheckpointStore store, Work work) throws IOException {
    try {
      work.on(store);
      return false;
    } catch (DyingStore.Died e) {
      return true;
    }
  }

  private void assertNewest(long step) throws IOException {
    try (Checkpoint found = CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      assertThat(found.info().step()).isEqualTo(step);
      assertThat(Samples.isIntact(found)).isTrue();
    }
  }

  private Optional<String> version(String key) throws IOException {
    try (StoredObject object = store.open(key).orElseThrow()) {
      return Optional.of(object.version());
    }
  }

  private String text(String key) throws IOException {
    return new String(bytes(key), StandardCharsets.UTF_8);
  }

  private byte[] bytes(String key) throws IOException {
    try (StoredObject object = store.open(key).orElseThrow()) {
      return object.readAll();
    }
  }
}
