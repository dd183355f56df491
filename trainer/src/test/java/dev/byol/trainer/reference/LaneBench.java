package dev.byol.trainer.reference;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** An engine with one lane, and short ways to put arrays of a case there and back. */
public final class LaneBench implements AutoCloseable {
  private static final int SPOILED = 1 << 16;

  private final Engine engine;
  private final Lane lane;

  /** A bench of that precision on the engine under test. */
  public LaneBench(Precision precision) {
    this(EngineUnderTest.start(precision));
  }

  /** A bench on {@code engine}, which it closes. */
  LaneBench(Engine engine) {
    this.engine = engine;
    lane = engine.newLane();
  }

  /** The lane. */
  public Lane lane() {
    return lane;
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** An activation of the array's shape, alive all the time. */
  public Tensor tensor(int... shape) {
    return lane.activation(shape(shape), Lifetime.always());
  }

  /** A flat buffer with those values. */
  public FlatBuffer flat(double[] values) {
    FlatBuffer buffer = engine.flat("test", values.length);
    buffer.write(values);
    return buffer;
  }

  /** An empty flat buffer. */
  public FlatBuffer flat(int length) {
    return engine.flat("test", length);
  }

  /**
   * Declares what leaves no numbers in the scratch memory that operations share, as far as they use
   * it in bfloat16.
   */
  public Runnable spoiler() {
    Tensor x = tensor(1, 1, 1, SPOILED);
    Tensor y = lane.tensor(Shape.vectors(1, SPOILED), Lifetime.always());
    Operation mean = lane.globalMean(x, y, Optional.empty());
    double[] noNumbers = new double[SPOILED];
    Arrays.fill(noNumbers, Double.NaN);
    return () -> {
      x.write(0, noNumbers);
      mean.forward();
    };
  }

  /** All values of a tensor. */
  public static double[] read(Tensor tensor) {
    double[] values = new double[tensor.shape().size()];
    tensor.read(values);
    return values;
  }

  /** All values of a buffer. */
  public static double[] read(FlatBuffer buffer) {
    double[] values = new double[(int) buffer.length()];
    buffer.read(values);
    return values;
  }

  /** NHWC or [n, c] as a shape. */
  public static Shape shape(int... dims) {
    return switch (dims.length) {
      case 2 -> Shape.vectors(dims[0], dims[1]);
      case 4 -> new Shape(dims[0], dims[1], dims[2], dims[3]);
      default -> throw new IllegalArgumentException("no shape for " + Arrays.toString(dims));
    };
  }

  @Override
  public void close() {
    lane.close();
    engine.close();
  }
}
