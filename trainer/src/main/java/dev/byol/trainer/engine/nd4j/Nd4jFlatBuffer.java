package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.FlatBuffer;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A dense vector, or a part of one, in the reference's weight order. */
final class Nd4jFlatBuffer implements FlatBuffer {
  private final INDArray vector;
  private final Nd4jEngine engine;
  private final LongFunction<INDArray> memory;
  private NativeOp.Scaled scale;

  /** Where {@link #normsOfSum} puts its sum, made when it is first asked. */
  private Nd4jFlatBuffer sum;

  /**
   * @param memory where to take more, freed when {@code vector} is
   */
  Nd4jFlatBuffer(INDArray vector, Nd4jEngine engine, LongFunction<INDArray> memory) {
    this.vector = vector;
    this.engine = engine;
    this.memory = memory;
  }

  INDArray vector() {
    return vector;
  }

  @Override
  public long length() {
    return vector.length();
  }

  @Override
  public FlatBuffer slice(long offset, long length) {
    return new Nd4jFlatBuffer(Nd4jTensor.slice(vector, offset, length), engine, memory);
  }

  @Override
  public void write(double[] source) {
    requireLength(source.length);
    engine.host().write(vector, bytes -> HostAccess.put(bytes, source));
  }

  @Override
  public void read(double[] target) {
    requireLength(target.length);
    engine.host().read(vector, bytes -> HostAccess.get(bytes, target));
  }

  @Override
  public void readBytes(ByteBuffer target) {
    engine.host().read(vector, target::put);
  }

  @Override
  public void writeBytes(ByteBuffer source) {
    engine.host().write(vector, bytes -> bytes.put(source));
  }

  @Override
  public void onHost(Consumer<ByteBuffer> action) {
    engine.host().write(vector, action);
  }

  @Override
  public void scaleInPlace(double factor) {
    if (scale == null) {
      scale = NativeOp.scaling(vector, engine.host());
    }
    scale.run(factor);
  }

  @Override
  public void addScaledInPlace(double factor, FlatBuffer other) {
    requireLength(other.length());
    Nd4j.getBlasWrapper().level1().axpy(length(), factor, ((Nd4jFlatBuffer) other).vector, vector);
  }

  @Override
  public double norm() {
    return Nd4j.getBlasWrapper().nrm2(vector);
  }

  @Override
  public Norms normsOfSum(double factor, FlatBuffer other) {
    requireLength(other.length());
    if (sum == null) {
      sum = new Nd4jFlatBuffer(memory.apply(length()), engine, memory);
    }
    Nd4j.getBlasWrapper().level1().copy(vector, sum.vector);
    sum.addScaledInPlace(factor, other);
    return new Norms(sum.norm(), other.norm());
  }

  @Override
  public void stepInPlace(
      FlatBuffer gradient, FlatBuffer momentum, FlatBuffer average, MomentumStep step) {
    momentum.scaleInPlace(step.keep());
    momentum.addScaledInPlace(step.ratio(), gradient);
    momentum.addScaledInPlace(step.ratio() * step.weightDecay(), this);
    addScaledInPlace(-step.rate(), momentum);
    average.scaleInPlace(step.averageKeep());
    average.addScaledInPlace(1 - step.averageKeep(), this);
  }

  private void requireLength(long other) {
    if (other != length()) {
      throw new IllegalArgumentException(
          "a buffer of %d values does not take %d".formatted(length(), other));
    }
  }
}
