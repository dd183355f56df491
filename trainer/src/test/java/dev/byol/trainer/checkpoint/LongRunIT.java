package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DyingStore;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.S3Server;
import dev.byol.trainer.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A long run with many attempts, most of which die in the middle of a save. */
@Tag("s3")
class LongRunIT {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final long SEED = 20261124;

  /** {@code -Plong} saves 5,000. */
  private static final int CHECKPOINTS = Integer.getInteger("byol.checkpoints", 60);

  private static final int SAVES_OF_AN_ATTEMPT = 25;
  private static final int LARGE = 20 << 20;

  @Test
  @Timeout(3600)
  void manyCheckpointsOfManyAttemptsLeaveWhatIsToBeKeptAndNothingElse() throws IOException {
    Random random = new Random(SEED);
    ObjectAddress place = SERVER.newPrefix();
    try (ObjectStore objects = SERVER.open()) {
      BucketStore store = new BucketStore(objects, place);
      int attempt = 0;
      long last = 0;
      for (int saved = 1; saved <= CHECKPOINTS; saved++) {
        if ((saved - 1) % SAVES_OF_AN_ATTEMPT == 0) {
          attempt++;
          new CheckpointWriter(store).begin(attempt);
        }
        last = saved * 10L;
        int worldSize = 1 + random.nextInt(3);
        Samples.save(store, last, worldSize, attempt);
        if (saved % SAVES_OF_AN_ATTEMPT == 0) {
          die(store, last + 10, attempt, random);
          dieUploading(objects, store, last + 10, attempt);
        } else {
          retention(store).apply(attempt);
        }
      }
      attempt++;
      new CheckpointWriter(store).begin(attempt);
      Samples.save(store, last + 20, 1, attempt);
      retention(store).apply(attempt);
      // A piece that was still on its way may have brought an upload back.
      retention(store).apply(attempt);

      assertThat(Folders.of(store).committed()).as("seed %d", SEED).isEqualTo(expected(last));
      assertThat(store.list("step-")).hasSize(parts(store) + expected(last).size());
      assertThat(store.list("")).hasSize(parts(store) + expected(last).size() + 2);
      assertThat(objects.abortUploads(place, (key, begun) -> true)).isZero();
    }
  }

  /** The newest two, and every thousandth step. */
  private static List<String> expected(long last) {
    List<String> folders = new ArrayList<>();
    folders.add(CheckpointNames.folder(last + 20));
    folders.add(CheckpointNames.folder(last));
    for (long step = (last - 1) / 1000 * 1000; step > 0; step -= 1000) {
      folders.add(CheckpointNames.folder(step));
    }
    return folders;
  }

  private static Retention retention(CheckpointStore store) {
    return new Retention(store, 2, OptionalLong.of(1000), Clock.systemUTC());
  }

  /** How many parts the manifests name. */
  private static int parts(CheckpointStore store) throws IOException {
    int parts = 0;
    for (String folder : Folders.of(store).committed()) {
      try (Checkpoint checkpoint = CheckpointLoader.open(store, folder)) {
        parts += checkpoint.parts().size();
      }
    }
    return parts;
  }

  /** A save that gets as far as some operation before its commit. */
  private static void die(CheckpointStore store, long step, int attempt, Random random) {
    try {
      Samples.save(new DyingStore(store, random.nextInt(4)), step, 4, attempt);
    } catch (DyingStore.Died | IOException e) {
      // As a killed process: nothing is cleaned up.
      return;
    }
  }

  /** A large part of which some pieces were sent; never completed, nor given up. */
  private static void dieUploading(ObjectStore objects, BucketStore store, long step, int attempt)
      throws IOException {
    String key =
        CheckpointNames.folder(step)
            + "/"
            + CheckpointNames.part(Samples.info(step, 1, attempt), 0);
    ObjectAddress root = ObjectAddress.parse(store.describe());
    Upload upload = objects.upload(root.withKey(root.key() + key), LARGE);
    upload.write(ByteBuffer.allocate(LARGE));
  }
}
