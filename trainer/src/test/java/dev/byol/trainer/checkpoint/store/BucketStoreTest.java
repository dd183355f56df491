package dev.byol.trainer.checkpoint.store;

import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.S3Server;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("s3")
class BucketStoreTest extends CheckpointStoreContract {
  @RegisterExtension static final S3Server SERVER = new S3Server();
  private ObjectStore objects;

  @Override
  CheckpointStore newStore() throws IOException {
    if (objects == null) {
      objects = SERVER.open();
    }
    return new BucketStore(objects, SERVER.newPrefix());
  }

  @AfterEach
  void close() {
    objects.close();
  }
}
