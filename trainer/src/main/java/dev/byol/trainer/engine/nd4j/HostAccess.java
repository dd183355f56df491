package dev.byol.trainer.engine.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The host's view of an array's values, as they lie. On the CPU backend that is the memory itself;
 * on a GPU the values are brought over before and back after.
 */
final class HostAccess {
  private final boolean device;

  private HostAccess(boolean device) {
    this.device = device;
  }

  static HostAccess ofBackend() {
    return new HostAccess(
        Nd4j.getExecutioner().getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("cuda"));
  }

  /** Lets {@code action} read the values of the dense array {@code array}. */
  void read(INDArray array, Consumer<ByteBuffer> action) {
    if (device) {
      Nd4j.getExecutioner().commit();
      Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
    }
    action.accept(view(array));
  }

  /** Lets {@code action} overwrite them. */
  void write(INDArray array, Consumer<ByteBuffer> action) {
    read(array, action);
    if (device) {
      Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
      Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.DEVICE);
    }
  }

  /** A fixed view of {@code array}'s host memory. */
  static ByteBuffer view(INDArray array) {
    int width = array.dataType() == DataType.FLOAT ? Float.BYTES : Double.BYTES;
    Pointer base = array.data().addressPointer();
    BytePointer bytes = new BytePointer(base).capacity(Math.multiplyExact(array.length(), width));
    return bytes.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  static void put(ByteBuffer target, double[] source) {
    put(target, source, source.length);
  }

  /**
   * Writes the first {@code count} of {@code source} from value {@code first} on.
   *
   * @param values how many values {@code target} holds
   */
  static void put(ByteBuffer target, int first, double[] source, int count, int values) {
    int width = target.capacity() / values;
    ByteBuffer part = target.slice(first * width, count * width);
    put(part.order(target.order()), source, count);
  }

  static void put(ByteBuffer target, double[] source, int length) {
    if (target.capacity() == length * Float.BYTES) {
      FloatBuffer floats = target.asFloatBuffer();
      for (int i = 0; i < length; i++) {
        floats.put(i, (float) source[i]);
      }
    } else {
      target.asDoubleBuffer().put(source, 0, length);
    }
  }

  static void get(ByteBuffer source, double[] target) {
    if (source.capacity() == target.length * Float.BYTES) {
      FloatBuffer floats = source.asFloatBuffer();
      for (int i = 0; i < target.length; i++) {
        target[i] = floats.get(i);
      }
    } else {
      DoubleBuffer doubles = source.asDoubleBuffer();
      doubles.get(target);
    }
  }
}
