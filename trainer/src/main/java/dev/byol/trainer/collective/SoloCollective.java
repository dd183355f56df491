package dev.byol.trainer.collective;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** The world of one rank. */
final class SoloCollective implements Collective {

  private final long generation;
  private volatile String abortReason;

  SoloCollective(long generation) {
    this.generation = generation;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public int worldSize() {
    return 1;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public String transport() {
    return "nowhere: there is one worker";
  }

  @Override
  public Collective beside() {
    return this;
  }

  @Override
  public void describe(String activity) {}

  @Override
  public void allReduceSum(FloatBuffer inPlace) {
    check();
  }

  @Override
  public void allReduceSum(DoubleBuffer inPlace) {
    check();
  }

  @Override
  public void allReduceSum(ByteBuffer inPlace, Element element) {
    Arguments.requireWhole(inPlace, element);
    check();
  }

  @Override
  public void broadcast(ByteBuffer inPlace, int root) {
    Arguments.requireRank(root, 1);
    check();
  }

  @Override
  public void barrier(String name) {
    check();
  }

  @Override
  public List<byte[]> allGather(byte[] mine, int maxBytes) {
    Arguments.requireShare(mine, maxBytes, 1);
    check();
    return List.of(mine.clone());
  }

  @Override
  public void abort(String reason) {
    abortReason = reason;
  }

  @Override
  public void close() {}

  private void check() {
    if (abortReason != null) {
      throw new PeerLostException(0, abortReason, "rank 0 gave up: " + abortReason + ".");
    }
  }
}
