package dev.byol.trainer.reference;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The reference's own operations in float64, between which activations, their gradients and the
 * weights of convolutions are kept in bfloat16: what the format costs, whoever computes.
 *
 * <p>Values are rounded up or down by chance, the nearer neighbour being the likelier: another run
 * of the same numbers shows another of the errors that the format may bring about.
 */
final class RoundedEngine {
  /** The low half of a float32, which bfloat16 has not. */
  private static final int LOST = 0xFFFF;

  private final Engine exact = Nd4jEngine.start(Precision.FLOAT64);
  private final Set<Tensor> activations = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Random random;

  private RoundedEngine(long seed) {
    random = new Random(seed);
  }

  /**
   * An engine; the caller closes it.
   *
   * @param seed of the rounding
   */
  static Engine start(long seed) {
    RoundedEngine rounded = new RoundedEngine(seed);
    return proxy(
        Engine.class,
        (self, method, arguments) ->
            method.getName().equals("newLane")
                ? rounded.lane(rounded.exact.newLane())
                : method.invoke(rounded.exact, arguments));
  }

  /** All of {@code values} in bfloat16, each by its nearest, a tie by the even one. */
  static double[] nearest(double[] values) {
    double[] rounded = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits((float) values[i]);
      bits += (LOST >> 1) + ((bits >> Short.SIZE) & 1);
      rounded[i] = Float.intBitsToFloat(bits & ~LOST);
    }
    return rounded;
  }

  private Lane lane(Lane exactLane) {
    return proxy(
        Lane.class,
        (self, method, arguments) -> {
          switch (method.getName()) {
            case "activation" -> {
              Object tensor = method.invoke(exactLane, arguments);
              activations.add((Tensor) tensor);
              return tensor;
            }
            case "convolution" -> {
              FlatBuffer weights = (FlatBuffer) arguments[2];
              FlatBuffer kept = exact.flat("weights in bfloat16", weights.length());
              arguments[2] = kept;
              Operation operation = (Operation) method.invoke(exactLane, arguments);
              return rounded(operation, arguments, 1, 3, () -> keep(weights, kept));
            }
            case "maxPool" -> {
              return rounded(method.invoke(exactLane, arguments), arguments, 1, 2, () -> {});
            }
            case "globalMean" -> {
              return rounded(method.invoke(exactLane, arguments), arguments, 0, 1, () -> {});
            }
            case "add" -> {
              return addition((Operation) method.invoke(exactLane, arguments), arguments);
            }
            case "batchNorm" -> {
              return batchNorm(
                  (BatchNormOperation) method.invoke(exactLane, arguments),
                  (BatchNormSpec) arguments[0]);
            }
            default -> {
              return method.invoke(exactLane, arguments);
            }
          }
        });
  }

  /** What is done before and after a call. */
  private record Around(Runnable before, Runnable after) {}

  @SuppressWarnings("unchecked")
  private Operation rounded(
      Object operation, Object[] arguments, int input, int output, Runnable before) {
    Tensor x = (Tensor) arguments[input];
    Tensor y = (Tensor) arguments[output];
    var gradients = (Optional<Lane.Gradients>) arguments[arguments.length - 1];
    return around(
        Operation.class,
        (Operation) operation,
        Map.of(
            "forward",
            new Around(
                () -> {
                  before.run();
                  round(x);
                },
                () -> round(y)),
            "backward",
            new Around(
                () -> gradients.ifPresent(bound -> round(bound.dy())),
                () -> gradients.ifPresent(bound -> round(bound.dx())))));
  }

  @SuppressWarnings("unchecked")
  private Operation addition(Operation operation, Object[] arguments) {
    var gradients = (Optional<Lane.AddGradients>) arguments[3];
    return around(
        Operation.class,
        operation,
        Map.of(
            "forward",
            new Around(() -> {}, () -> round((Tensor) arguments[2])),
            "backward",
            new Around(
                () -> {},
                () ->
                    gradients.ifPresent(
                        bound -> {
                          round(bound.a());
                          round(bound.b());
                        }))));
  }

  private BatchNormOperation batchNorm(BatchNormOperation operation, BatchNormSpec spec) {
    Optional<BatchNormSpec.Gradients> gradients = spec.gradients();
    Around output = new Around(() -> round(spec.x()), () -> round(spec.y()));
    return around(
        BatchNormOperation.class,
        operation,
        Map.of(
            "sums",
            new Around(() -> round(spec.x()), () -> {}),
            "normalise",
            output,
            "evaluate",
            output,
            "backwardSums",
            new Around(
                () -> gradients.ifPresent(bound -> round(bound.dy())),
                () -> gradients.ifPresent(bound -> round(bound.residual()))),
            "backward",
            new Around(
                () -> {}, () -> gradients.ifPresent(bound -> round(Optional.of(bound.dx()))))));
  }

  private void keep(FlatBuffer weights, FlatBuffer kept) {
    double[] values = LaneBench.read(weights);
    roundInPlace(values);
    kept.write(values);
  }

  private void round(Optional<GradientTarget> target) {
    target.map(GradientTarget::tensor).ifPresent(this::round);
  }

  private void round(Tensor tensor) {
    if (activations.contains(tensor)) {
      double[] values = LaneBench.read(tensor);
      roundInPlace(values);
      tensor.write(0, values);
    }
  }

  /** By chance; what bfloat16 holds stays as it is. */
  private void roundInPlace(double[] values) {
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits((float) values[i]) + random.nextInt(LOST + 1);
      values[i] = Float.intBitsToFloat(bits & ~LOST);
    }
  }

  private static <T> T around(Class<T> type, T wrapped, Map<String, Around> calls) {
    return proxy(
        type,
        (self, method, arguments) -> {
          Optional<Around> call = Optional.ofNullable(calls.get(method.getName()));
          call.ifPresent(around -> around.before().run());
          Object result = method.invoke(wrapped, arguments);
          call.ifPresent(around -> around.after().run());
          return result;
        });
  }

  /** Only what is rounded is intercepted; all else goes to the exact engine as it is. */
  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    InvocationHandler unwrapping =
        (self, method, arguments) -> {
          try {
            return handler.invoke(self, method, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, unwrapping));
  }
}
