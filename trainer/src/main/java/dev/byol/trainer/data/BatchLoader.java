package dev.byol.trainer.data;

import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the batches of a run ahead of its steps, on threads of its own.
 *
 * <p>What a batch holds depends on (seed, epoch, step, share) alone, never on threads or timing.
 * Memory is a ring of buffers allocated at the start: {@code batchesAhead + 1} batches of two
 * views. A loader serves one share of the global batch from one step on; after a change of
 * membership or a resume, close it and open another over the same {@link DecodedPictures}.
 *
 * <pre>{@code
 * try (BatchLoader loader = BatchLoader.open(pictures, order, 256, Shares.of(256, n, rank), views, settings, 0)) {
 *   for (long step = 0; step < steps; step++) {
 *     try (Batch batch = loader.take(step)) { … }
 *   }
 * }
 * }</pre>
 */
public final class BatchLoader implements AutoCloseable {
  private static final View[] VIEWS = View.values();
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

  private final DecodedPictures pictures;
  private final ViewMaker views;
  private final LoaderSettings settings;
  private final BatchPlan plan;
  private final BatchRing ring;
  private final LookAhead ahead;
  private final List<Thread> threads = new ArrayList<>();

  private BatchLoader(
      DecodedPictures pictures,
      BatchPlan plan,
      ViewMaker views,
      LoaderSettings settings,
      long firstStep) {
    long floats = (long) plan.capacity() * settings.viewFloats();
    if (floats > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "%d pictures of %dx%d in one batch are more than one array holds; use more workers or a smaller batch"
              .formatted(plan.capacity(), settings.imageSize(), settings.imageSize()));
    }
    this.pictures = pictures;
    this.views = views;
    this.settings = settings;
    this.plan = plan;
    this.ahead = new LookAhead(plan, firstStep);
    this.ring = new BatchRing(plan, settings.batchesAhead() + 1, settings.viewFloats(), firstStep);
    for (int i = 0; i < settings.threads(); i++) {
      Thread thread = new Thread(this::prepare, "byol-loader-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * Starts preparing.
   *
   * @param order over all pictures of {@code pictures}
   * @param globalBatch pictures of one step over all workers
   * @param share this worker's part of each global batch, at least one picture
   * @param firstStep the step that is taken first, from 0
   */
  public static BatchLoader open(
      DecodedPictures pictures,
      SampleOrder order,
      int globalBatch,
      Share share,
      ViewMaker views,
      LoaderSettings settings,
      long firstStep) {
    if (order.size() != pictures.source().size()) {
      throw new IllegalArgumentException(
          "the order is over %d pictures, the source has %d"
              .formatted(order.size(), pictures.source().size()));
    }
    if (firstStep < 0) {
      throw new IllegalArgumentException("firstStep must not be negative, got " + firstStep);
    }
    return new BatchLoader(
        pictures, new BatchPlan.Training(order, globalBatch, share), views, settings, firstStep);
  }

  /** A loader of {@code plan} from its first batch on. */
  static BatchLoader of(
      DecodedPictures pictures, BatchPlan plan, ViewMaker views, LoaderSettings settings) {
    return new BatchLoader(pictures, plan, views, settings, 0);
  }

  /**
   * The batch of {@code step}, waiting for it up to the settings' timeout. Steps are taken one
   * after the other. Close the batch when the step has read it: the ring has no other buffers.
   *
   * @throws DataException when the data failed, in the words of the failure, or did not come in
   *     time
   */
  public Batch take(long step) {
    try {
      return ring.take(step, settings.timeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("interrupted while waiting for the pictures of step " + step, e);
    }
  }

  /** Stops the threads, within ten seconds and the picture in hand. */
  @Override
  public void close() {
    ring.stop();
    long deadline = System.nanoTime() + CLOSE_BOUND.toNanos();
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (thread.isAlive()) {
        LOG.warn("thread {} is still busy with a picture and ends after it", thread.getName());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepare() {
    Scratch scratch = new Scratch();
    try {
      for (BatchRing.Work work = ring.claim(); work != null; work = ring.claim()) {
        prepare(work, scratch);
        ring.done(work);
      }
    } catch (Throwable e) {
      // Whatever it is, the taker must hear of it rather than wait.
      ring.fail(e);
    }
  }

  private void prepare(BatchRing.Work work, Scratch scratch) {
    ahead.upTo(work.step(), work.i(), pictures::willNeed);
    int sample = plan.picture(work.step(), work.i());
    long epoch = plan.epoch(work.step(), work.i());
    BatchRing.Slot slot = work.slot();
    slot.sampleIds[work.i()] = sample;
    int offset = work.i() * settings.viewFloats();
    try (DecodedPictures.Picture picture = pictures.get(sample)) {
      slot.labels[work.i()] = pictures.source().label(picture.index());
      for (int i = 0; i < slot.views.length; i++) {
        views.make(picture.image(), sample, epoch, VIEWS[i], scratch, slot.views[i], offset);
      }
    }
  }
}
