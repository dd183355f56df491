package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.EngineProvider;
import dev.byol.trainer.engine.Precision;
import java.util.Optional;

/** Finds {@link Nd4jEngine}. */
public final class Nd4jProvider implements EngineProvider {
  @Override
  public String name() {
    return "nd4j";
  }

  /** Where the one backend on the class path computes; loads it. */
  @Override
  public Device device() {
    return Nd4jEngine.device();
  }

  @Override
  public Optional<String> obstacle(Precision precision) {
    return precision == Precision.BFLOAT16
        ? Optional.of("it has no bfloat16, and precision is bfloat16")
        : Optional.empty();
  }

  @Override
  public Engine start(Precision precision) {
    return Nd4jEngine.start(precision);
  }

  @Override
  public Engine planning(Precision precision) {
    return Nd4jEngine.planning(precision);
  }
}
