package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.storage.StorageSpecBuilder;
import dev.byol.trainer.JavaChild;
import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.storage.FaultProxy;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.S3Server;
import dev.byol.trainer.storage.StorageSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real process uploads checkpoints of several pieces and is killed when a number of bytes, drawn
 * at random, has left it; then the next one goes on.
 */
@Tag("s3")
class KilledUploadIT {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private static final long SEED = 20261124;
  private static final int KILLS = Integer.getInteger("byol.kills", 4);
  private static final int INTERVAL = 10;
  private static final int NUMBERS = 5_000_000;

  @Test
  @Timeout(1200)
  void noMatterAtWhichByteTheUploadIsCutTheRunGoesOnFromTheIntervalBefore() throws Exception {
    Random random = new Random(SEED);
    ObjectAddress place = SERVER.newPrefix();
    try (ObjectStore direct = SERVER.open()) {
      BucketStore store = new BucketStore(direct, place);
      long reached = 0;
      for (int round = 1; round <= KILLS; round++) {
        long bytes = random.nextInt(2 * Float.BYTES * NUMBERS);
        long announced = uploadAndKill(place, round, bytes);
        String where = "seed %d round %d, killed after %d bytes".formatted(SEED, round, bytes);
        Optional<Checkpoint> found = CheckpointLoader.newestComplete(store).checkpoint();
        long step = 0;
        if (found.isPresent()) {
          try (Checkpoint checkpoint = found.get()) {
            step = checkpoint.info().step();
            assertThat(isIntact(checkpoint)).as(where).isTrue();
          }
        }
        long last = Math.max(announced, reached);
        assertThat(step).as(where).isIn(last, last + INTERVAL);
        reached = step;
      }
      assertThat(reached).as("there was progress in spite of all").isPositive();
      new Retention(store, 1, OptionalLong.empty(), Clock.systemUTC()).apply(KILLS + 1);
      assertThat(store.list("step-")).hasSize(2);
      assertThat(direct.abortUploads(place, (key, begun) -> true)).isZero();
    }
  }

  /** The last step that the process announced as saved; 0 if none. */
  private static long uploadAndKill(ObjectAddress place, int attempt, long bytes)
      throws IOException, InterruptedException {
    try (FaultProxy proxy = new FaultProxy(SERVER.endpoint())) {
      ProcessBuilder builder =
          JavaChild.of(
              Uploader.class,
              proxy.endpoint().toString(),
              place.toString(),
              Integer.toString(attempt));
      builder.environment().putAll(SERVER.environment());
      try (SavingChild child = new SavingChild(builder)) {
        proxy.afterRequestBytes(bytes, child::kill);
        child.goOn();
        return child.lastAnnounced();
      }
    }
  }

  private static List<TensorEntry> state(long step) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(Float.BYTES * NUMBERS).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putFloat(step + data.position() % 1000);
    }
    return List.of(TensorEntry.of("online/w", DType.F32, new int[] {NUMBERS}, data.flip()));
  }

  private static boolean isIntact(Checkpoint checkpoint) throws IOException {
    TensorEntry expected = state(checkpoint.info().step()).get(0);
    return checkpoint.read(expected.name()).data().equals(expected.data());
  }

  /** Resumes, waits for a line, then saves step after step until it is killed. */
  static final class Uploader {
    private Uploader() {}

    public static void main(String[] args) throws IOException {
      var spec = StorageSpecBuilder.builder().endpoint(args[0]).build();
      int attempt = Integer.parseInt(args[2]);
      try (ObjectStore objects =
          ObjectStore.open(StorageSettings.of(spec, Map.of()), Patience.SHORT)) {
        BucketStore store = new BucketStore(objects, ObjectAddress.parse(args[1]));
        CheckpointWriter writer = new CheckpointWriter(store);
        Retention retention = new Retention(store, 2, OptionalLong.empty(), Clock.systemUTC());
        writer.begin(attempt);
        long step = SavingChild.newestStep(store);
        System.out.println("begin");
        int unused = System.in.read();
        // A limit, in case nobody kills it.
        for (int saves = 0; saves < 100; saves++) {
          step += INTERVAL;
          CheckpointInfo info = info(step, attempt);
          writer.commit(info, List.of(writer.writePart(info, 0, state(step))));
          System.out.println(step + ".");
          retention.apply(attempt);
        }
      }
    }

    private static CheckpointInfo info(long step, int attempt) {
      CheckpointInfo small = Samples.info(step, 1, attempt);
      return new CheckpointInfo(
          step,
          small.cursor(),
          small.samplesPerEpoch(),
          small.samplesDigest(),
          small.samplesContents(),
          small.seed(),
          small.worldSize(),
          attempt,
          small.generation(),
          small.networkName(),
          NetworkLayout.ofEntries(state(step)).fingerprint(),
          small.experiment(),
          small.created(),
          small.programVersion());
    }
  }
}
