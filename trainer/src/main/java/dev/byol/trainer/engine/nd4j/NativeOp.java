package dev.byol.trainer.engine.nd4j;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** A native operation with its arrays and arguments bound once; running it allocates nothing. */
final class NativeOp {
  private final Runnable execution;

  private NativeOp(Runnable execution) {
    this.execution = execution;
  }

  static NativeOp of(String name, INDArray[] in, INDArray[] out, long... integers) {
    return of(name, in, out, new double[0], integers);
  }

  /** As the other, with real arguments too. */
  static NativeOp of(String name, INDArray[] in, INDArray[] out, double[] reals, long... integers) {
    DynamicCustomOp op = DynamicCustomOp.builder(name).build();
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(in);
    context.setOutputArrays(out);
    context.setTArguments(reals);
    context.setIArguments(integers);
    return new NativeOp(() -> Nd4j.getExecutioner().exec(op, context));
  }

  /** {@code out = a op b}, element by element or broadcast. */
  static NativeOp pairwise(String name, INDArray a, INDArray b, INDArray out) {
    return of(name, new INDArray[] {a, b}, new INDArray[] {out});
  }

  void run() {
    execution.run();
  }

  static Scaled scaling(INDArray vector, HostAccess host) {
    return new Scaled(vector, host);
  }

  /** {@code vector = vector * factor}, with the factor kept in an array of its own. */
  static final class Scaled {
    private final INDArray factor;
    private final NativeOp op;
    private final HostAccess host;

    private Scaled(INDArray vector, HostAccess host) {
      this.factor = Nd4j.scalar(vector.dataType(), 1.0);
      this.op = pairwise("multiply", vector, factor, vector);
      this.host = host;
    }

    void run(double value) {
      host.write(factor, bytes -> store(bytes, value));
      op.run();
    }

    private void store(ByteBuffer bytes, double value) {
      if (factor.dataType() == DataType.FLOAT) {
        bytes.putFloat(0, (float) value);
      } else {
        bytes.putDouble(0, value);
      }
    }
  }
}
