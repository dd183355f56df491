package dev.byol.trainer.checkpoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every look at the processor time costs an hour of it: a rest that is taken does not end. */
@Timeout(60)
class PaceTest {
  private static final byte[] BYTES = new byte[1 << 10];

  private final AtomicLong spent = new AtomicLong();
  private final Pace pace = new Pace(1, System::nanoTime, this::anHourMore);
  private final CompletableFuture<Thread> written = new CompletableFuture<>();
  @TempDir Path folder;

  private long anHourMore() {
    return spent.addAndGet(Duration.ofHours(1).toNanos());
  }

  @Test
  void whoIsNotHeldDoesNotRest() throws IOException {
    put(store());

    assertThat(store().open("key").orElseThrow().readAll()).isEqualTo(BYTES);
  }

  @Test
  void whoIsHeldRestsAndIsLetGoAtOnceWhenSomebodyWaits() throws Exception {
    pace.hold();
    Thread writer = startAndAwaitRest(pace);
    pace.letGo();
    writer.join();

    assertThat(written).isCompleted();
    assertThat(store().open("key").orElseThrow().readAll()).isEqualTo(BYTES);
  }

  @Test
  void whatCostsLittleIsWrittenAtOnce() throws IOException {
    // This clock stands: a rest would not end.
    Pace held = new Pace(1, () -> 0, () -> spent.addAndGet(Pace.FREE / 2));
    held.hold();

    put(new PacedStore(store(), held));

    assertThat(store().open("key").orElseThrow().readAll()).isEqualTo(BYTES);
  }

  @Test
  void whatCostsMoreThanThatRests() throws Exception {
    Pace held = new Pace(1, () -> 0, () -> spent.addAndGet(2 * Pace.FREE));
    held.hold();
    Thread writer = startAndAwaitRest(held);
    held.letGo();
    writer.join();

    assertThat(written).isCompleted();
  }

  @Test
  void anInterruptEndsARestAndNothingIsStored() throws Exception {
    pace.hold();
    Thread writer = startAndAwaitRest(pace);
    writer.interrupt();
    writer.join();

    assertThatThrownBy(written::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedIOException.class);
    assertThat(store().open("key")).isEmpty();
  }

  @Test
  void whatHelpersUsedBeforeIsNotOwed() throws IOException {
    Pace idle = new Pace(1, System::nanoTime, () -> 0);
    long before = Duration.ofHours(1).toNanos();
    idle.hold();

    assertThat(idle.of(ObjectBody.of(BYTES), () -> before).toBytes()).isEqualTo(BYTES);
  }

  @Test
  void helpersCountToo() throws Exception {
    Pace idle = new Pace(1, System::nanoTime, () -> 0);
    idle.hold();
    Thread writer =
        new Thread(
            () -> {
              try {
                written.complete(null);
                idle.of(ObjectBody.of(BYTES), this::anHourMore).toBytes();
              } catch (IOException e) {
                written.completeExceptionally(e);
              }
            });
    writer.start();
    awaitRest(writer);
    idle.letGo();
    writer.join();

    assertThat(written).isCompletedWithValue(null);
  }

  private Thread startAndAwaitRest(Pace pace) throws InterruptedException {
    Thread writer =
        new Thread(
            () -> {
              try {
                put(new PacedStore(store(), pace));
                written.complete(Thread.currentThread());
              } catch (IOException e) {
                written.completeExceptionally(e);
              }
            });
    writer.start();
    awaitRest(writer);
    return writer;
  }

  private static void awaitRest(Thread writer) throws InterruptedException {
    while (writer.getState() != Thread.State.TIMED_WAITING) {
      assertThat(writer.isAlive()).as("rests").isTrue();
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private DirectoryStore store() {
    return new DirectoryStore(folder);
  }

  private static void put(CheckpointStore store) throws IOException {
    store.put("key", ObjectBody.of(BYTES));
  }
}
