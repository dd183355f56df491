package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.FlatBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;

/** A vector of float32, or a part of one, in the reference's weight order. */
public final class OneDnnFlatBuffer implements FlatBuffer {
  private final Storage storage;
  private final long offset;
  private final long length;
  private FloatBuffer values;

  /**
   * What all slices of one buffer share.
   *
   * @param changes counts what may have changed a value, for copies in another layout
   */
  public record Storage(NativeMemory memory, AtomicLong changes) {}

  private OneDnnFlatBuffer(Storage storage, long offset, long length) {
    this.storage = storage;
    this.offset = offset;
    this.length = length;
  }

  /** All of {@code memory}, which stays its owner's. */
  public static OneDnnFlatBuffer of(NativeMemory memory) {
    return new OneDnnFlatBuffer(new Storage(memory, new AtomicLong()), 0, memory.length());
  }

  /** What it shares with all slices of its buffer. */
  public Storage storage() {
    return storage;
  }

  /** Its first value in the storage. */
  public long offset() {
    return offset;
  }

  /** Address of its first value. */
  public BytePointer pointer() {
    return storage.memory().pointer(offset);
  }

  /** The values, shared. */
  public FloatBuffer values() {
    if (values == null) {
      values = storage.memory().floats(offset, Math.toIntExact(length));
    }
    return values;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public FlatBuffer slice(long from, long count) {
    if (from < 0 || count < 1 || from + count > length) {
      throw new IllegalArgumentException(
          "values %d..%d are not all in a buffer of %d".formatted(from, from + count, length));
    }
    return new OneDnnFlatBuffer(storage, offset + from, count);
  }

  @Override
  public void write(double[] source) {
    requireLength(source.length);
    FloatBuffer target = values();
    for (int i = 0; i < source.length; i++) {
      target.put(i, (float) source[i]);
    }
    changed();
  }

  @Override
  public void read(double[] target) {
    requireLength(target.length);
    FloatBuffer source = values();
    for (int i = 0; i < target.length; i++) {
      target[i] = source.get(i);
    }
  }

  @Override
  public void readBytes(ByteBuffer target) {
    target.put(bytes());
  }

  @Override
  public void writeBytes(ByteBuffer source) {
    bytes().put(source);
    changed();
  }

  @Override
  public void onHost(Consumer<ByteBuffer> action) {
    action.accept(bytes());
    changed();
  }

  /** The values, shared. x86-64 is little-endian. */
  private ByteBuffer bytes() {
    long bytes = Math.multiplyExact(length, Float.BYTES);
    return pointer().capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  @Override
  public void scaleInPlace(double factor) {
    VectorKernels.scale((float) factor, values());
    changed();
  }

  @Override
  public void addScaledInPlace(double factor, FlatBuffer other) {
    requireLength(other.length());
    VectorKernels.addScaled((float) factor, of(other).values(), values());
    changed();
  }

  @Override
  public double norm() {
    return Math.sqrt(VectorKernels.sumOfSquares(values()));
  }

  @Override
  public Norms normsOfSum(double factor, FlatBuffer other) {
    requireLength(other.length());
    double[] squares = VectorKernels.squaresOfSum((float) factor, of(other).values(), values());
    return new Norms(Math.sqrt(squares[0]), Math.sqrt(squares[1]));
  }

  @Override
  public void stepInPlace(
      FlatBuffer gradient, FlatBuffer momentum, FlatBuffer average, MomentumStep step) {
    requireLength(gradient.length());
    requireLength(momentum.length());
    requireLength(average.length());
    MomentumKernel.step(
        of(gradient).values(), of(momentum).values(), values(), of(average).values(), step);
    of(momentum).changed();
    changed();
    of(average).changed();
  }

  /** {@code buffer}, which an engine of this kind has made. */
  public static OneDnnFlatBuffer of(FlatBuffer buffer) {
    return (OneDnnFlatBuffer) buffer;
  }

  private void changed() {
    storage.changes().incrementAndGet();
  }

  private void requireLength(long other) {
    if (other != length) {
      throw new IllegalArgumentException(
          "a buffer of %d values does not take %d".formatted(length, other));
    }
  }
}
