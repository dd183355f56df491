package dev.byol.trainer.byol;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.DoubleBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Real engines and collectives that throw once, in the middle of a phase of a step, when they were
 * told to.
 */
final class Faults {
  /** Calls of the kind that go well before the one that throws, which is amid its phase so. */
  private static final int GO_WELL = 2;

  private volatile Phase armed;
  private final AtomicInteger goWell = new AtomicInteger();

  /** Where a step can fail. */
  enum Phase {
    LOADER,
    FORWARD,
    STATISTICS_SUM,
    BACKWARD,
    GRADIENT_SUM,
    VOTE,
    BEFORE_COMMIT
  }

  /** What was asked for. */
  static final class InjectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedException(Phase phase) {
      super("injected in the phase " + phase);
    }
  }

  /** The next step fails in this phase. */
  void arm(Phase phase) {
    goWell.set(
        switch (phase) {
          case FORWARD, STATISTICS_SUM, BACKWARD, GRADIENT_SUM -> GO_WELL;
          case LOADER, VOTE, BEFORE_COMMIT -> 0;
        });
    armed = phase;
  }

  /** Throws if it is this phase's turn. */
  void pass(Phase phase) {
    if (armed == phase && goWell.getAndDecrement() == 0) {
      armed = null;
      throw new InjectedException(phase);
    }
  }

  Engine in(Engine engine) {
    return around(
        Engine.class,
        engine,
        (method, arguments) -> {},
        (method, result) -> result instanceof Lane lane ? in(lane) : result);
  }

  private Lane in(Lane lane) {
    return around(
        Lane.class,
        lane,
        (method, arguments) -> {},
        (method, result) ->
            method.getName().equals("convolution") ? in((Operation) result) : result);
  }

  private Operation in(Operation operation) {
    return around(
        Operation.class,
        operation,
        (method, arguments) ->
            pass(method.getName().equals("forward") ? Phase.FORWARD : Phase.BACKWARD),
        (method, result) -> result);
  }

  Collective in(Collective collective) {
    return around(
        Collective.class,
        collective,
        (method, arguments) -> {
          if (method.getName().equals("allReduceSum")
              && arguments[0] instanceof DoubleBuffer sums) {
            pass(sums.remaining() == 1 ? Phase.VOTE : Phase.STATISTICS_SUM);
          }
        },
        (method, result) -> result instanceof Collective beside ? besides(beside) : result);
  }

  private Collective besides(Collective beside) {
    return around(
        Collective.class,
        beside,
        (method, arguments) -> {
          if (method.getName().equals("allReduceSum")) {
            pass(Phase.GRADIENT_SUM);
          }
        },
        (method, result) -> result);
  }

  private interface Before {
    void call(Method method, Object[] arguments);
  }

  private interface After {
    Object result(Method method, Object result);
  }

  private static <T> T around(Class<T> type, T inside, Before before, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            Faults.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              before.call(method, arguments);
              Object result;
              try {
                result = method.invoke(inside, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              return result == null ? null : after.result(method, result);
            }));
  }
}
