package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.EngineProvider;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.host.HostEngine;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The engine on whichever ND4J backend is on the class path. */
public final class Nd4jEngine extends HostEngine {
  private final Precision precision;
  private final HostAccess host;
  // By identity: an INDArray's equals compares the values.
  private final Set<INDArray> buffers = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Purpose purpose;
  private long values;
  private INDArray shared;

  /** What an engine is for. */
  private enum Purpose {
    COMPUTING,
    /** Counting what is asked for; all buffers are one. */
    PLANNING
  }

  private Nd4jEngine(Precision precision, Purpose purpose) {
    this.precision = precision;
    this.purpose = purpose;
    this.host = HostAccess.ofBackend();
  }

  /**
   * Starts the backend; each operation uses one thread, because lanes are the parallelism.
   *
   * @throws IllegalStateException when no ND4J backend can be loaded, with the backend's reason
   */
  public static Nd4jEngine start(Precision precision) {
    return start(precision, Purpose.COMPUTING);
  }

  /**
   * An engine that computes nothing and takes the memory of its largest buffer alone: what is
   * declared in it is counted ({@link #nativeBytes}), no step can run.
   */
  public static Nd4jEngine planning(Precision precision) {
    return start(precision, Purpose.PLANNING);
  }

  private static Nd4jEngine start(Precision precision, Purpose purpose) {
    try {
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      return new Nd4jEngine(precision, purpose);
    } catch (ExceptionInInitializerError | NoClassDefFoundError | UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "ND4J's native library cannot be loaded (" + e + "); './byol doctor' shows what is there",
          e);
    }
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public String description() {
    return "ND4J "
        + Nd4j.getBackend().getClass().getSimpleName()
        + ", "
        + (precision == Precision.FLOAT32 ? "float32" : "float64");
  }

  /** Where the backend computes. */
  static EngineProvider.Device device() {
    return Nd4j.getEnvironment().isCPU() ? EngineProvider.Device.CPU : EngineProvider.Device.GPU;
  }

  @Override
  public synchronized long nativeBytes() {
    return values * precision.bytes();
  }

  /** Norms of sums need the sums. */
  @Override
  public long updateBytes(long parameters) {
    return parameters * precision.bytes();
  }

  @Override
  public FlatBuffer flat(String name, long length) {
    return new Nd4jFlatBuffer(allocate(name, length), this, this::allocate);
  }

  /** As {@link #flat}, bare; whoever asks may {@link #release} it before the engine ends. */
  INDArray allocate(String name, long length) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "buffer '%s' needs at least 1 value, got %d".formatted(name, length));
    }
    return allocate(length);
  }

  @Override
  public Lane newLane() {
    return new Nd4jLane(this);
  }

  @Override
  public void close() {
    buffers.forEach(INDArray::close);
    buffers.clear();
    values = 0;
  }

  HostAccess host() {
    return host;
  }

  DataType dataType() {
    return precision == Precision.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
  }

  /** A dense vector of zeros outside any workspace, closed with the engine. */
  synchronized INDArray allocate(long length) {
    values += length;
    if (purpose == Purpose.PLANNING && shared != null && shared.length() >= length) {
      return Nd4jTensor.slice(shared, 0, length);
    }
    INDArray array = Nd4j.create(dataType(), new long[] {length}, 'c');
    buffers.add(array);
    shared = array;
    return array;
  }

  /** Counts a lane's arena; whether it is to be had, which it is not while planning. */
  synchronized boolean grantsArena(long length) {
    if (purpose == Purpose.PLANNING) {
      values += length;
    }
    return purpose == Purpose.COMPUTING;
  }

  synchronized void release(INDArray array) {
    if (purpose == Purpose.PLANNING) {
      // All buffers are one, which others still are.
      values -= array.length();
    } else if (buffers.remove(array)) {
      values -= array.length();
      array.close();
    }
  }
}
