package dev.byol.trainer.engine.choice;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.EngineProvider;
import dev.byol.trainer.engine.Precision;
import java.util.Optional;
import java.util.ServiceLoader;

/** The engines of this trainer, by the word of the request for them. */
final class Providers {
  private Providers() {}

  private static Optional<EngineProvider> find(EngineRequest engine) {
    return ServiceLoader.load(EngineProvider.class, Providers.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(engine.word()))
        .findFirst();
  }

  /** The provider of an engine that has no obstacle, or of the portable one. */
  static EngineProvider of(EngineRequest engine) {
    return find(engine)
        .orElseThrow(
            () ->
                new EngineUnavailableException(
                    "this trainer was built without the engine '%s'; use an image that has it, or set %s to another"
                        .formatted(engine.word(), EngineRequest.VARIABLE)));
  }

  /** Why an engine cannot compute so here, if it cannot. Loads its native library. */
  static Optional<String> obstacle(EngineRequest engine, Precision precision) {
    return find(engine)
        .map(provider -> provider.obstacle(precision))
        .orElseGet(() -> Optional.of("this trainer was built without it"));
  }

  /** Starts it. */
  static Engine start(EngineRequest engine, Precision precision) {
    return of(engine).start(precision);
  }
}
