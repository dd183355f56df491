package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.EngineProvider;
import dev.byol.trainer.engine.Precision;
import java.util.Optional;

/** Finds {@link OneDnnEngine}. */
public final class OneDnnProvider implements EngineProvider {
  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public Optional<String> obstacle(Precision precision) {
    return OneDnnEngine.obstacle(precision);
  }

  @Override
  public Engine start(Precision precision) {
    return OneDnnEngine.start(precision);
  }

  @Override
  public Engine planning(Precision precision) {
    return OneDnnEngine.planning(precision);
  }
}
