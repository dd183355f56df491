package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.ForwardingStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptFenceTest {
  @TempDir Path folder;

  @Test
  void aSaveTakesAsManyRequestsWithSixtyKeptCheckpointsAsWithTwo() throws IOException {
    DirectoryStore directory = new DirectoryStore(folder);
    AtomicInteger requests = new AtomicInteger();
    CheckpointStore counted = counted(directory, requests);
    new CheckpointWriter(directory).begin(1);
    Samples.save(directory, 1, 1, 1);
    Samples.save(directory, 2, 1, 1);
    Samples.save(counted, 3, 1, 1);
    int withTwo = requests.getAndSet(0);
    for (int step = 4; step <= 60; step++) {
      Samples.save(directory, step, 1, 1);
    }

    Samples.save(counted, 61, 1, 1);

    assertThat(requests.get()).isEqualTo(withTwo).isLessThan(20);
  }

  @Test
  void anAttemptWhoseKeySomebodyRemovedStillShutsOutOlderOnes() throws IOException {
    DirectoryStore store = new DirectoryStore(folder);
    new CheckpointWriter(store).begin(3);
    Samples.save(store, 10, 1, 3);
    store.delete(CheckpointNames.attempt(3));

    assertThatThrownBy(() -> Samples.save(store, 20, 1, 2)).isInstanceOf(SupersededException.class);
  }

  private static CheckpointStore counted(CheckpointStore store, AtomicInteger requests) {
    return new ForwardingStore(store) {
      @Override
      public List<String> list(String prefix) throws IOException {
        requests.incrementAndGet();
        return super.list(prefix);
      }

      @Override
      public Optional<StoredObject> open(String key) throws IOException {
        requests.incrementAndGet();
        return super.open(key);
      }

      @Override
      public void put(String key, ObjectBody body) throws IOException {
        requests.incrementAndGet();
        super.put(key, body);
      }

      @Override
      public boolean putIf(String key, Optional<String> expected, ObjectBody body)
          throws IOException {
        requests.incrementAndGet();
        return super.putIf(key, expected, body);
      }
    };
  }
}
