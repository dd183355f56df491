package dev.byol.trainer.collective.shared;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A rank to which the paths that others name lead nowhere, as on another host. */
record ElsewhereCollective(Collective workers) implements Collective {
  /** A verdict and a random token go before the path; any byte of the token may be a slash. */
  private static final int BEFORE_PATH = 1 + Long.BYTES;

  @Override
  public List<byte[]> allGather(byte[] mine, int maxBytes) {
    List<byte[]> shares = new ArrayList<>();
    for (byte[] share : workers.allGather(mine, maxBytes)) {
      String text = new String(share, StandardCharsets.ISO_8859_1);
      int path = text.indexOf('/', BEFORE_PATH);
      shares.add(
          path < 0
              ? share
              : (text.substring(0, path) + "/nowhere" + text.substring(path))
                  .getBytes(StandardCharsets.ISO_8859_1));
    }
    return shares;
  }

  @Override
  public int rank() {
    return workers.rank();
  }

  @Override
  public int worldSize() {
    return workers.worldSize();
  }

  @Override
  public long generation() {
    return workers.generation();
  }

  @Override
  public String transport() {
    return workers.transport();
  }

  @Override
  public Collective beside() {
    return workers.beside();
  }

  @Override
  public void describe(String activity) {
    workers.describe(activity);
  }

  @Override
  public void allReduceSum(FloatBuffer inPlace) {
    workers.allReduceSum(inPlace);
  }

  @Override
  public void allReduceSum(DoubleBuffer inPlace) {
    workers.allReduceSum(inPlace);
  }

  @Override
  public void allReduceSum(ByteBuffer inPlace, Element element) {
    workers.allReduceSum(inPlace, element);
  }

  @Override
  public void broadcast(ByteBuffer inPlace, int root) {
    workers.broadcast(inPlace, root);
  }

  @Override
  public void barrier(String name) {
    workers.barrier(name);
  }

  @Override
  public void abort(String reason) {
    workers.abort(reason);
  }

  @Override
  public void close() {
    workers.close();
  }
}
