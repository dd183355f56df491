package dev.byol.trainer.collective.linked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.link.FrameHeader;
import dev.byol.trainer.collective.link.FrameType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrameTest {

  private static final Duration FAILURE_DETECTION = Duration.ofSeconds(2);
  private static final byte[] TWO_FLOATS = new byte[8];

  @Test
  void aGoodFrameIsAccepted() throws Exception {
    try (RawPeer peer = new RawPeer(FAILURE_DETECTION)) {
      byte[] ones = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).array();
      peer.sayOnData(RawPeer.frame(FrameType.ALL_REDUCE, RawPeer.GENERATION, 0, ones));
      float[] vector = {2, 3};
      peer.victim().allReduceSum(FloatBuffer.wrap(vector));
      assertThat(vector).containsExactly(3, 3);
    }
  }

  @Test
  void aFlippedBitInThePayloadAborts() throws Exception {
    byte[] frame = RawPeer.frame(FrameType.ALL_REDUCE, RawPeer.GENERATION, 0, TWO_FLOATS);
    frame[frame.length - 1] ^= 4;
    assertAbort(frame, "rank 1 sent frame number 0 with a wrong checksum");
  }

  @Test
  void aFlippedBitInTheChecksumAborts() throws Exception {
    byte[] frame = RawPeer.frame(FrameType.ALL_REDUCE, RawPeer.GENERATION, 0, TWO_FLOATS);
    frame[FrameHeader.BYTES - 1] ^= 4;
    assertAbort(frame, "wrong checksum");
  }

  @Test
  void aFrameOfAnotherGenerationAborts() throws Exception {
    assertAbort(
        RawPeer.frame(FrameType.ALL_REDUCE, 6, 0, TWO_FLOATS),
        "rank 1 sent a frame of generation 6 into generation 7");
  }

  @Test
  void aRepeatedFrameAborts() throws Exception {
    assertAbort(
        RawPeer.frame(FrameType.ALL_REDUCE, RawPeer.GENERATION, 1, TWO_FLOATS),
        "rank 1 sent frame number 1 where number 0 was due");
  }

  @Test
  void aFrameOfAnotherLengthAborts() throws Exception {
    assertAbort(
        RawPeer.frame(FrameType.ALL_REDUCE, RawPeer.GENERATION, 0, new byte[12]),
        "rank 1 sent 12 bytes for all-reduce where 8 were due");
  }

  @Test
  void aGiantLengthAbortsBeforeAnythingIsAllocated() throws Exception {
    byte[] frame = RawPeer.frame(FrameType.ALL_GATHER, RawPeer.GENERATION, 0, new byte[0]);
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(24, Integer.MAX_VALUE);
    try (RawPeer peer = new RawPeer(FAILURE_DETECTION)) {
      peer.sayOnData(frame);
      assertThatThrownBy(() -> peer.victim().allGather(new byte[1], 8))
          .isInstanceOf(PeerLostException.class)
          .hasMessageContaining(
              "sent a frame of 2147483647 bytes for all-gather, more than the 12");
    }
  }

  @Test
  void bytesThatAreNoFrameAbort() throws Exception {
    assertAbort(new byte[64], "rank 1 sent bytes that are not a frame");
  }

  @Test
  void aPeerThatStopsInTheMiddleOfAFrameIsNamed() throws Exception {
    try (RawPeer peer = new RawPeer(Duration.ofMillis(300))) {
      byte[] frame = RawPeer.frame(FrameType.ALL_REDUCE, RawPeer.GENERATION, 0, TWO_FLOATS);
      peer.sayOnData(java.util.Arrays.copyOf(frame, FrameHeader.BYTES + 3));
      assertThatThrownBy(() -> peer.victim().allReduceSum(FloatBuffer.allocate(2)))
          .isInstanceOf(PeerLostException.class)
          .hasMessageContaining("rank 1 stopped in the middle of a frame");
    }
  }

  @Test
  void aPeerThatNeverBeatsIsNamed() throws Exception {
    try (RawPeer peer = new RawPeer(Duration.ofMillis(100))) {
      assertThatThrownBy(() -> peer.victim().allReduceSum(FloatBuffer.allocate(2)))
          .isInstanceOf(PeerLostException.class)
          .hasMessageContaining("rank 1 gave no sign of life for");
    }
  }

  @Test
  void rubbishOnTheControlConnectionAborts() throws Exception {
    try (RawPeer peer = new RawPeer(FAILURE_DETECTION)) {
      peer.sayOnControl(new byte[100]);
      assertThatThrownBy(() -> peer.victim().allReduceSum(FloatBuffer.allocate(2)))
          .isInstanceOf(PeerLostException.class)
          .hasMessageContaining("rank 1 sent bytes that are not a frame");
    }
  }

  @Test
  void aControlFrameOfGiantLengthAborts() throws Exception {
    byte[] frame = RawPeer.frame(FrameType.ABORT, RawPeer.GENERATION, 0, new byte[0]);
    ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(24, -1);
    try (RawPeer peer = new RawPeer(FAILURE_DETECTION)) {
      peer.sayOnControl(frame);
      assertThatThrownBy(() -> peer.victim().allReduceSum(FloatBuffer.allocate(2)))
          .isInstanceOf(PeerLostException.class)
          .hasMessageContaining("sent a control frame of 4294967295 bytes");
    }
  }

  @Test
  void randomFramesEndInAnAbortThatNamesThePeerOrInAResult() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    FrameType[] types = FrameType.values();
    for (int round = 0; round < 60; round++) {
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      byte[] frame =
          RawPeer.frame(types[random.nextInt(types.length)], RawPeer.GENERATION, 0, payload);
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try (RawPeer peer = new RawPeer(Duration.ofMillis(50))) {
        if (random.nextInt(2) == 0) {
          peer.sayOnData(frame);
        } else {
          peer.sayOnControl(frame);
        }
        int operation = random.nextInt(3);
        PeerLostException loss =
            catchThrowableOfType(PeerLostException.class, () -> call(peer.victim(), operation));
        if (loss != null) {
          assertThat(loss.why()).isNotBlank();
        }
      }
    }
    assertThat(World.threadsAlive()).isEmpty();
  }

  private static void call(Collective victim, int operation) {
    switch (operation) {
      case 0 -> victim.allReduceSum(FloatBuffer.allocate(2));
      case 1 -> victim.barrier("fuzz");
      default -> victim.allGather(new byte[2], 16);
    }
  }

  private static void assertAbort(byte[] frame, String words) throws Exception {
    try (RawPeer peer = new RawPeer(FAILURE_DETECTION)) {
      peer.sayOnData(frame);
      PeerLostException loss =
          catchThrowableOfType(
              PeerLostException.class, () -> peer.victim().allReduceSum(FloatBuffer.allocate(2)));
      assertThat(loss.rank()).isEqualTo(1);
      assertThat(loss).hasMessageContaining(words);
    }
  }
}
