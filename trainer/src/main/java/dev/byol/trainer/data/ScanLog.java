package dev.byol.trainer.data;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then how far an index is, so that a long one does not look like a standstill. */
final class ScanLog implements IntConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(ScanLog.class);
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final String location;
  private final int shards;
  private long last = System.nanoTime();

  ScanLog(String location, int shards) {
    this.location = location;
    this.shards = shards;
  }

  @Override
  public void accept(int done) {
    long now = System.nanoTime();
    if (now - last > EVERY_NANOS) {
      last = now;
      LOG.info(
          "Index of {}: {} of {} shards are read. byol data index keeps it beside the data for all runs.",
          location,
          done,
          shards);
    }
  }
}
