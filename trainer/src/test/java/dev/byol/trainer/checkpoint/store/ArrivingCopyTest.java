package dev.byol.trainer.checkpoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ArrivingCopyTest {
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6};
  private static final int HALF = 3;

  /** Sends its first half, waits to be told, and then sends the rest, or fails. */
  private static class Halting implements StoredObject {
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final boolean fails;
    private boolean closed;

    Halting(boolean fails) {
      this.fails = fails;
    }

    @Override
    public void copyTo(FileChannel file, long begin, long length, LongConsumer arrived)
        throws IOException {
      LocalCopy.writeFully(file, 0, ByteBuffer.wrap(BYTES, 0, HALF));
      arrived.accept(HALF);
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
      if (fails) {
        throw new IOException("the store is away");
      }
      LocalCopy.writeFully(file, HALF, ByteBuffer.wrap(BYTES, HALF, HALF));
      arrived.accept(2 * HALF);
    }

    @Override
    public long size() {
      return BYTES.length;
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void readFully(long position, ByteBuffer into) {
      throw new UnsupportedOperationException("it is copied");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void theBeginningCanBeReadBeforeTheEndIsThere() throws IOException {
    Halting distant = new Halting(false);
    try (ArrivingCopy copy = ArrivingCopy.of(distant)) {
      assertThat(read(copy, 0, HALF)).containsExactly(1, 2, 3);
      distant.goOn.countDown();
      assertThat(read(copy, 1, 5)).containsExactly(2, 3, 4, 5, 6);
    }
    assertThat(distant.closed).isTrue();
  }

  @Test
  void whatWasLoadedOutlivesTheCopy() throws IOException {
    Halting distant = new Halting(false);
    ByteBuffer loaded;
    try (ArrivingCopy copy = ArrivingCopy.of(distant)) {
      distant.goOn.countDown();
      loaded = copy.load(2, 3);
    }
    byte[] bytes = new byte[3];
    loaded.get(bytes);
    assertThat(bytes).containsExactly(3, 4, 5);
    assertThat(loaded.hasRemaining()).isFalse();
  }

  @Test
  void whatFailsOnTheWayIsToldToWhoWaitsForIt() throws IOException {
    Halting distant = new Halting(true);
    try (ArrivingCopy copy = ArrivingCopy.of(distant)) {
      distant.goOn.countDown();
      assertThatThrownBy(() -> read(copy, 0, 6)).hasMessage("the store is away");
    }
  }

  @Test
  void whatIsClosedEarlyIsNoLongerCopied() throws IOException, InterruptedException {
    Halting distant = new Halting(false);
    ArrivingCopy copy = ArrivingCopy.of(distant);
    copy.close();
    assertThatThrownBy(() -> read(copy, HALF, HALF)).isInstanceOf(IOException.class);
  }

  @Test
  void anErrorOnTheWayIsToldToWhoWaitsForIt() throws IOException {
    Halting distant =
        new Halting(false) {
          @Override
          public void copyTo(FileChannel file, long begin, long length, LongConsumer arrived) {
            throw new OutOfMemoryError("injected");
          }
        };
    try (ArrivingCopy copy = ArrivingCopy.of(distant)) {
      assertThatThrownBy(() -> read(copy, 0, 6))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("injected");
    }
  }

  @Test
  void whatNoLongerArrivesIsGivenUpWithASentence() throws IOException {
    Halting distant = new Halting(false);
    try (ArrivingCopy copy = ArrivingCopy.of(distant, Duration.ofMillis(200))) {
      assertThatThrownBy(() -> read(copy, 0, 6))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing of a part of a checkpoint has arrived for")
          .hasMessageContaining("after 3 of 6 bytes");
    }
  }

  private static byte[] read(StoredObject object, long position, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    object.readFully(position, into);
    return into.array();
  }
}
