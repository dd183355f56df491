package dev.byol.trainer.data;

import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which pictures this worker has met and which of them were damaged; stops the run when there are
 * too many. Safe for use by several threads.
 */
final class DamageLog {
  /** The fraction is taken of at least this many, so that one early find does not stop a run. */
  private static final int FEWEST = 200;

  private static final Logger LOG = LoggerFactory.getLogger(DamageLog.class);

  private final int size;
  private final double maxFraction;
  private final BitSet met = new BitSet();
  private final BitSet damaged = new BitSet();
  private int metCount;
  private int damagedCount;

  DamageLog(int size, double maxFraction) {
    this.size = size;
    this.maxFraction = maxFraction;
  }

  synchronized boolean isDamaged(int index) {
    return damaged.get(index);
  }

  synchronized void good(int index) {
    meet(index);
  }

  /** Counts the picture, and names it the first time. */
  synchronized void damaged(int index, DamagedPictureException what) {
    meet(index);
    if (damaged.get(index)) {
      return;
    }
    damaged.set(index);
    damagedCount++;
    if (damagedCount > maxFraction * Math.max(metCount, Math.min(size, FEWEST))) {
      throw new DataException(
          "%d of the %d pictures met so far are damaged, more than the allowed fraction %s; fix or remove them, or raise spec.data.maxDamagedFraction (last one: %s)"
              .formatted(damagedCount, metCount, maxFraction, what.getMessage()),
          what);
    }
    LOG.warn("{}; another picture is used instead", what.getMessage());
  }

  synchronized DamageReport report() {
    return new DamageReport(metCount, damagedCount);
  }

  private void meet(int index) {
    if (!met.get(index)) {
      met.set(index);
      metCount++;
    }
  }
}
