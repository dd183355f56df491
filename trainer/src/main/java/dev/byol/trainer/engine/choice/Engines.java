package dev.byol.trainer.engine.choice;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.EngineProvider;
import dev.byol.trainer.engine.Precision;
import java.util.Optional;

/** Starts the engine of a process. */
public final class Engines {
  private Engines() {}

  /**
   * An engine and why it is this one.
   *
   * @param engine the caller closes it
   * @param reason one sentence for the log
   */
  public record Chosen(Engine engine, String reason) {}

  /**
   * Starts the fast engine where it can run, else the portable one; for bfloat16 the fast one or
   * none.
   *
   * @throws EngineUnavailableException when an engine was asked for that cannot run here
   */
  public static Chosen choose(Precision precision, EngineRequest request) {
    if (precision == Precision.BFLOAT16) {
      requireBfloat16(request);
    }
    if (request == EngineRequest.ND4J) {
      return portable(precision, EngineRequest.VARIABLE + " asks for it");
    }
    Optional<String> obstacle = Providers.obstacle(EngineRequest.ONEDNN, precision);
    if (obstacle.isEmpty()) {
      Engine engine = Providers.start(EngineRequest.ONEDNN, precision);
      return new Chosen(engine, "Engine: " + engine.description() + ".");
    }
    if (request == EngineRequest.ONEDNN) {
      throw new EngineUnavailableException(
          "%s=onednn, but %s; unset it to train with the portable engine"
              .formatted(EngineRequest.VARIABLE, obstacle.get()));
    }
    return portable(precision, "the fast engine cannot be used: " + obstacle.get());
  }

  /**
   * Starts the engine of a worker that was given GPUs: ND4J with its CUDA backend or none, since a
   * run that was meant for GPUs must not crawl on a CPU unnoticed.
   *
   * @param gpus {@code spec.workers.gpusPerWorker}; with 0 as {@link #choose(Precision,
   *     EngineRequest)}
   * @throws EngineUnavailableException when the engine cannot compute on GPUs or not with {@code
   *     precision}
   */
  public static Chosen choose(Precision precision, EngineRequest request, int gpus) {
    if (gpus == 0) {
      return choose(precision, request);
    }
    String wanted = "spec.workers.gpusPerWorker is %d".formatted(gpus);
    if (precision == Precision.BFLOAT16) {
      throw new EngineUnavailableException(
          "precision is BFloat16, which is computed on CPUs alone, but %s; set spec.precision to Float32"
              .formatted(wanted));
    }
    if (request == EngineRequest.ONEDNN) {
      throw new EngineUnavailableException(
          "%s=onednn, which computes on CPUs alone, but %s; unset it"
              .formatted(EngineRequest.VARIABLE, wanted));
    }
    Engine engine = Providers.start(EngineRequest.ND4J, precision);
    if (Providers.of(EngineRequest.ND4J).device() == EngineProvider.Device.CPU) {
      String backend = engine.description();
      engine.close();
      throw new EngineUnavailableException(
          "%s, but this trainer's engine, %s, computes on the CPU; use an image made by 'docker/build trainer-cuda', or set it to 0"
              .formatted(wanted, backend));
    }
    return new Chosen(engine, "Engine: %s, because %s.".formatted(engine.description(), wanted));
  }

  /**
   * The engine that {@link #choose(Precision, EngineRequest)} would start, for planning alone: it
   * counts the memory that is asked for, and takes next to none.
   */
  public static Engine planning(Precision precision, EngineRequest request) {
    boolean fast =
        request != EngineRequest.ND4J
            && Providers.obstacle(EngineRequest.ONEDNN, precision).isEmpty();
    return Providers.of(fast ? EngineRequest.ONEDNN : EngineRequest.ND4J).planning(precision);
  }

  /** Why no run can compute with {@code precision} on this machine, if so. */
  public static Optional<String> obstacle(Precision precision) {
    return precision == Precision.BFLOAT16
        ? Providers.obstacle(EngineRequest.ONEDNN, precision)
        : Optional.empty();
  }

  private static void requireBfloat16(EngineRequest request) {
    Optional<String> obstacle =
        request == EngineRequest.ND4J
            ? Optional.of("%s=nd4j, and that engine has none".formatted(EngineRequest.VARIABLE))
            : obstacle(Precision.BFLOAT16);
    obstacle.ifPresent(
        why -> {
          throw new EngineUnavailableException(
              "precision is BFloat16, but %s; set spec.precision to Float32".formatted(why));
        });
  }

  private static Chosen portable(Precision precision, String why) {
    Engine engine = Providers.start(EngineRequest.ND4J, precision);
    return new Chosen(engine, "Engine: %s, because %s.".formatted(engine.description(), why));
  }
}
