package dev.byol.trainer.data.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.MovableClock;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectInfo;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("s3")
class ShardCacheTest {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final int SHARD = 10_000;

  @TempDir Path folder;
  private final MovableClock clock = new MovableClock(Instant.now());
  private ObjectStore store;
  private ObjectAddress place;

  @BeforeEach
  void open() throws IOException {
    store = SERVER.open();
    place = SERVER.newPrefix();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aShardIsCopiedWhenFirstReadAndServedFromThenOnAlsoAfterARestart() throws Exception {
    ObjectInfo shard = put("a", 1);
    try (ShardCache cache = cache(10 * SHARD)) {
      assertThat(cache.read(at("a"), shard, 100, 50)).isEmpty();
      cache.settle();
      assertThat(cache.read(at("a"), shard, 100, 50)).contains(bytes(1, 100, 50));
    }
    store.delete(at("a"));
    try (ShardCache restarted = cache(10 * SHARD)) {
      assertThat(restarted.read(at("a"), shard, SHARD - 7, 7)).contains(bytes(1, SHARD - 7, 7));
    }
  }

  @Test
  void theLimitHoldsAndWhatIsInUseStays() throws Exception {
    ObjectInfo[] shards = new ObjectInfo[5];
    for (int i = 0; i < 5; i++) {
      shards[i] = put("s" + i, i);
    }
    try (ShardCache cache = cache(3 * SHARD)) {
      for (int i = 0; i < 5; i++) {
        cache.read(at("s" + i), shards[i], 0, 10);
        cache.settle();
        assertThat(bytesUsed()).isLessThanOrEqualTo(3L * SHARD);
      }
      assertThat(cache.read(at("s0"), shards[0], 0, 10)).isPresent();
      assertThat(cache.read(at("s4"), shards[4], 0, 10)).isEmpty();
    }
  }

  @Test
  void whatNobodyReadForLongestMakesRoom() throws Exception {
    ObjectInfo old = put("old", 1);
    ObjectInfo used = put("used", 2);
    ObjectInfo wanted = put("new", 3);
    try (ShardCache cache = cache(2 * SHARD)) {
      for (int round = 0; round < 2; round++) {
        cache.read(at("old"), old, 0, 1);
        cache.read(at("used"), used, 0, 1);
        cache.settle();
      }
      clock.advance(Duration.ofMinutes(11));
      cache.read(at("used"), used, 0, 1);
      cache.read(at("new"), wanted, 0, 1);
      cache.settle();
      assertThat(cache.read(at("new"), wanted, 0, 1)).isPresent();
      assertThat(cache.read(at("used"), used, 0, 1)).isPresent();
      assertThat(cache.read(at("old"), old, 0, 1)).isEmpty();
      assertThat(bytesUsed()).isLessThanOrEqualTo(2L * SHARD);
    }
  }

  @RepeatedTest(20)
  void twoProcessesShareOneCopyAndTheLimit() throws Exception {
    ObjectInfo[] shards = new ObjectInfo[6];
    for (int i = 0; i < 6; i++) {
      shards[i] = put("s" + i, i);
    }
    try (ShardCache one = cache(4 * SHARD);
        ShardCache other = cache(4 * SHARD)) {
      for (int i = 0; i < 6; i++) {
        one.read(at("s" + i), shards[i], 0, 1);
        other.read(at("s" + (5 - i)), shards[5 - i], 0, 1);
      }
      one.settle();
      other.settle();
      assertThat(bytesUsed()).isEqualTo(4L * SHARD);
      assertThat(files()).noneMatch(name -> name.endsWith(".part"));
    }
  }

  @Test
  void aCopyThatAProcessLeftHalfDoneIsNeverReadAndGoesInTime() throws Exception {
    ObjectInfo shard = put("a", 1);
    Path part = folder.resolve(CacheFolder.name(at("a"), shard.version()) + ".part");
    Files.write(part, new byte[100]);
    try (ShardCache cache = cache(10 * SHARD)) {
      cache.read(at("a"), shard, 0, 1);
      cache.settle();
      assertThat(cache.read(at("a"), shard, 0, 1)).isEmpty();
      clock.advance(Duration.ofMinutes(31));
      cache.read(at("a"), shard, 0, 1);
      cache.settle();
      assertThat(cache.read(at("a"), shard, 0, 10)).contains(bytes(1, 0, 10));
    }
  }

  private ShardCache cache(long limit) throws IOException {
    return new ShardCache(store, folder, limit, clock);
  }

  private ObjectInfo put(String name, int seed) throws IOException {
    store.put(at(name), bytes(seed, 0, SHARD));
    return store.find(at(name)).orElseThrow();
  }

  private ObjectAddress at(String name) {
    return place.withKey(place.folder() + name);
  }

  private static byte[] bytes(int seed, int from, int length) {
    byte[] all = new byte[SHARD];
    new Random(seed).nextBytes(all);
    return Arrays.copyOfRange(all, from, from + length);
  }

  private long bytesUsed() throws IOException {
    long sum = 0;
    for (String name : files()) {
      sum += Files.size(folder.resolve(name));
    }
    return sum;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> listing = Files.list(folder)) {
      return listing
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    }
  }
}
