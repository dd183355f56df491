package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The pictures of a source, decoded: from memory where they all fit, else from the source each
 * time. Outlives the loaders that read through it. Safe for use by several threads.
 *
 * <p>A damaged picture is replaced by picture hash(index, 1) mod size; while that is damaged too,
 * by hash(index, 2) mod size, and so on. The rule depends on nothing but the data, so every worker
 * and every resumed run replaces alike. Counting and naming is per worker, and starts anew with it.
 */
public final class DecodedPictures implements AutoCloseable {
  private static final int MOST_REPLACEMENTS = 64;
  private static final long REPLACEMENT_KEY = 0x52_45_50_4C_41_43_45L;

  /**
   * A picture that was asked for, or what replaces it.
   *
   * @param index which picture of the source this is
   * @param lease the memory that it takes until it is closed
   */
  record Picture(int index, RgbImage image, Optional<DecodeBudget.Lease> lease)
      implements AutoCloseable {
    /** The picture has been looked at. */
    @Override
    public void close() {
      lease.ifPresent(DecodeBudget.Lease::close);
    }
  }

  private final PictureSource source;
  private final ReadSettings settings;
  private final DamageLog damage;
  private final PictureCache cache;
  private final Queue<PictureDecoder> decoders = new ConcurrentLinkedQueue<>();

  public DecodedPictures(PictureSource source, ReadSettings settings) {
    this.source = source;
    this.settings = settings;
    this.damage = new DamageLog(source.size(), settings.maxDamagedFraction());
    this.cache = new PictureCache(source.size(), settings.cacheBytes());
  }

  /** Where the pictures come from. */
  public PictureSource source() {
    return source;
  }

  /** How many pictures this worker has met and how many were damaged. */
  public DamageReport damage() {
    return damage.report();
  }

  /**
   * Picture {@code index}, or its replacement when it is damaged. The caller closes it before it
   * asks for another.
   *
   * @throws DataException when a file cannot be read or too many pictures are damaged
   */
  Picture get(int index) {
    int candidate = index;
    for (int attempt = 1; attempt <= MOST_REPLACEMENTS; attempt++) {
      Picture picture = undamaged(candidate);
      if (picture != null) {
        return picture;
      }
      candidate = replacement(index, attempt, source.size());
    }
    throw new DataException(
        "picture %s and %d pictures tried in its place are damaged; fix the data"
            .formatted(source.name(index), MOST_REPLACEMENTS - 1));
  }

  /** Picture {@code index} will be asked for soon. */
  void willNeed(int index) {
    if (cache.get(index) == null) {
      source.willNeed(index);
    }
  }

  /** The picture tried in place of {@code index} at the {@code attempt}-th time, from 1. */
  static int replacement(int index, int attempt, int size) {
    return (int) Long.remainderUnsigned(Mixing.mix(REPLACEMENT_KEY + index, attempt), size);
  }

  private Picture undamaged(int index) {
    RgbImage kept = cache.get(index);
    if (kept != null) {
      return new Picture(index, kept, Optional.empty());
    }
    if (damage.isDamaged(index)) {
      return null;
    }
    PictureDecoder idle = decoders.poll();
    PictureDecoder decoder = idle == null ? new PictureDecoder(settings.decoding()) : idle;
    try {
      RgbImage image = source.read(index, decoder);
      damage.good(index);
      cache.put(index, image);
      return new Picture(index, image, decoder.handOver());
    } catch (DamagedPictureException e) {
      damage.damaged(index, e);
      return null;
    } finally {
      decoders.add(decoder);
    }
  }

  /** Releases the decoders; close the loaders first. */
  @Override
  public void close() {
    for (PictureDecoder decoder = decoders.poll(); decoder != null; decoder = decoders.poll()) {
      decoder.close();
    }
  }
}
