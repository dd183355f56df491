package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast checkpoints are written beside the training. While it is {@linkplain #hold held}, who
 * writes more than a little rests after each piece until its processor time is down to {@value
 * #SHARE} of the worker's cores; as soon as somebody waits for the checkpoint it is {@linkplain
 * #letGo let go}. The lanes of a worker wait for each other many times a step, so that what is
 * taken from one is taken from all. May be used from several threads.
 */
public final class Pace {
  /** Of the processor time of a worker's cores. */
  static final double SHARE = 0.005;

  /**
   * Processor time of an object before it rests, in nanoseconds: a small checkpoint is written at
   * once, for a worker that is killed meanwhile loses it.
   */
  static final long FREE = TimeUnit.MILLISECONDS.toNanos(200);

  /** Shorter ones add up first. */
  private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(5);

  private final double share;
  private final LongSupplier clock;
  private final LongSupplier processorTime;
  private boolean held;

  /**
   * @param cores that the worker may use
   * @param clock in nanoseconds
   * @param processorTime of the thread that asks, in nanoseconds
   */
  Pace(int cores, LongSupplier clock, LongSupplier processorTime) {
    this.share = SHARE * cores;
    this.clock = clock;
    this.processorTime = processorTime;
  }

  /** Of a worker with so many cores; let go at first. */
  public static Pace of(int cores) {
    return new Pace(
        cores, System::nanoTime, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
  }

  /** From now on the training goes first. */
  public synchronized void hold() {
    held = true;
  }

  /** Somebody waits: rests end at once, and there are no more. */
  public synchronized void letGo() {
    held = false;
    notifyAll();
  }

  /** Whether the training goes first. */
  public synchronized boolean isHeld() {
    return held;
  }

  /**
   * What writes {@code body} at this pace.
   *
   * @param helpers processor time of other threads that work for the writer, in nanoseconds
   */
  ObjectBody of(ObjectBody body, LongSupplier helpers) {
    return new Paced(body, () -> processorTime.getAsLong() + helpers.getAsLong());
  }

  private synchronized void rest(ProcessorBudget budget, long spent) throws InterruptedIOException {
    long now = clock.getAsLong();
    long owed = budget.owed(now, spent);
    try {
      long end = now + owed;
      while (held && owed >= SHORTEST_REST) {
        TimeUnit.NANOSECONDS.timedWait(this, owed);
        owed = end - clock.getAsLong();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a checkpoint was written");
    }
    if (!held) {
      budget.forgive(clock.getAsLong(), spent);
    }
  }

  private final class Paced implements ObjectBody {
    private final ObjectBody body;
    private final LongSupplier spent;

    Paced(ObjectBody body, LongSupplier spent) {
      this.body = body;
      this.spent = spent;
    }

    @Override
    public long size() {
      return body.size();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
      long free = spent.getAsLong() + FREE;
      var budget = new ProcessorBudget(share, clock.getAsLong(), free);
      body.writeTo(
          new PassingChannel(out) {
            @Override
            void passed(ByteBuffer bytes) throws IOException {
              long used = spent.getAsLong();
              if (used > free) {
                rest(budget, used);
              }
            }
          });
    }
  }
}
