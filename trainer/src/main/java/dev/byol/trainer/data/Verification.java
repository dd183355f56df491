package dev.byol.trainer.data;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Reads and decodes every picture of a split, several at a time. */
public final class Verification {
  private static final int AHEAD = 96;

  private final PictureSource source;
  private final DecodeSettings decoding;
  private final Queue<PictureDecoder> idle = new ConcurrentLinkedQueue<>();

  private Verification(PictureSource source, DecodeSettings decoding) {
    this.source = source;
    this.decoding = decoding;
  }

  /**
   * Looks at all pictures.
   *
   * @param damaged hears of each that cannot be decoded, on any thread
   * @param step is run after each picture, on any thread
   * @return how many are damaged
   * @throws DataException when a file cannot be read
   */
  public static int damaged(
      PictureSource source,
      DecodeSettings decoding,
      Consumer<DamagedPictureException> damaged,
      Runnable step) {
    return new Verification(source, decoding).run(damaged, step);
  }

  private int run(Consumer<DamagedPictureException> damaged, Runnable step) {
    AtomicInteger found = new AtomicInteger();
    try {
      IntStream.range(0, source.size())
          .parallel()
          .forEach(
              i -> {
                source.willNeed(Math.min(i + AHEAD, source.size() - 1));
                try {
                  read(i);
                } catch (DamagedPictureException e) {
                  found.incrementAndGet();
                  damaged.accept(e);
                }
                step.run();
              });
      return found.get();
    } finally {
      idle.forEach(PictureDecoder::close);
    }
  }

  private void read(int index) throws DamagedPictureException {
    PictureDecoder known = idle.poll();
    PictureDecoder decoder = known == null ? new PictureDecoder(decoding) : known;
    try {
      source.read(index, decoder);
    } finally {
      // What an idle decoder kept would be missed by those that wait for memory.
      decoder.handOver().ifPresent(DecodeBudget.Lease::close);
      idle.add(decoder);
    }
  }
}
