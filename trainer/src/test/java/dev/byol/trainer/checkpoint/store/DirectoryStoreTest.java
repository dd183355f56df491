package dev.byol.trainer.checkpoint.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends CheckpointStoreContract {
  @TempDir Path folder;
  private int places;

  @Override
  CheckpointStore newStore() {
    return new DirectoryStore(folder.resolve("place-" + places++));
  }
}
