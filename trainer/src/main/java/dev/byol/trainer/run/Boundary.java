package dev.byol.trainer.run;

import dev.byol.api.channel.Control;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.telemetry.Orders;
import java.nio.DoubleBuffer;
import java.util.OptionalLong;

/**
 * Where the workers settle what they do next: one small all-reduce after each step. Anybody may
 * have been asked to stop; rank 0 alone hears orders and knows when a checkpoint is due.
 */
final class Boundary {
  private static final int STOP = 0;
  private static final int SAVE = 1;
  private static final int PART_READY = 2;
  private static final int SUPERSEDED_BY = 3;
  private static final int GENERATION = 4;
  private static final int CHECKPOINT = 5;
  private static final int MAX_STEPS = 6;
  private static final int SCHEDULE_STEPS = 7;
  private static final int LENGTH = 8;

  private final Collective collective;
  private final StopRequest stop;
  private final Orders orders;
  private long obeyed;

  /**
   * @param stop whether this worker was asked to stop
   * @param orders heard on rank 0 alone
   */
  Boundary(Collective collective, StopRequest stop, Orders orders) {
    this.collective = collective;
    this.stop = stop;
    this.orders = orders;
  }

  /**
   * Settles it; every rank calls this with what it knows.
   *
   * @param save whether this worker wants a checkpoint; only rank 0 is heard
   * @param partReady whether this worker is done with its part
   */
  Agreement settle(boolean save, boolean partReady) {
    // Rank 0 alone adds to the numbers, which a double holds exactly: their sums are what it said.
    double[] places = new double[LENGTH];
    places[STOP] = stop.requested() ? 1 : 0;
    places[PART_READY] = partReady ? 1 : 0;
    if (collective.rank() == 0) {
      places[SAVE] = save ? 1 : 0;
      places[SUPERSEDED_BY] = orders.supersededBy().orElse(0);
      orders.control().filter(c -> c.generation() > obeyed).ifPresent(c -> say(places, c));
    }
    collective.allReduceSum(DoubleBuffer.wrap(places));
    obeyed = Math.max(obeyed, (long) places[GENERATION]);
    return new Agreement(
        places[STOP] > 0,
        places[SAVE] > 0,
        places[PART_READY] == collective.worldSize(),
        positive(places[SUPERSEDED_BY]),
        new Agreement.Order(
            (long) places[GENERATION],
            places[CHECKPOINT] > 0,
            positive(places[MAX_STEPS]),
            positive(places[SCHEDULE_STEPS])));
  }

  private static void say(double[] places, Control control) {
    places[GENERATION] = control.generation();
    places[MAX_STEPS] = control.maxSteps() == null ? 0 : control.maxSteps();
    places[SCHEDULE_STEPS] = control.scheduleSteps() == null ? 0 : control.scheduleSteps();
    switch (control.action()) {
      case STOP -> places[STOP] = 1;
      case CHECKPOINT -> places[CHECKPOINT] = 1;
      case RUN, DUMP -> {}
    }
  }

  private static OptionalLong positive(double place) {
    return place > 0 ? OptionalLong.of((long) place) : OptionalLong.empty();
  }
}
