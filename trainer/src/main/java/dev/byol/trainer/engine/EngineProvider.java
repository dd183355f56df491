package dev.byol.trainer.engine;

import java.util.Optional;

/**
 * How an engine is found: by {@link java.util.ServiceLoader}, so that a trainer has those whose
 * libraries it ships. Making a provider loads no native library; the methods of one that is not
 * asked for are not called.
 */
public interface EngineProvider {
  /** What people call it by, such as in {@code BYOL_ENGINE}: lower case. */
  String name();

  /** What an engine computes on. */
  enum Device {
    /** Processor cores. */
    CPU,
    /** What a worker is given by {@code spec.workers.gpusPerWorker}. */
    GPU
  }

  /** Where it computes here. */
  Device device();

  /** Why it cannot compute so on this machine, if it cannot: a clause for a person. */
  Optional<String> obstacle(Precision precision);

  /**
   * Starts it.
   *
   * @throws IllegalStateException when {@link #obstacle} names one
   */
  Engine start(Precision precision);

  /**
   * An engine that computes nothing and takes next to no memory: what is asked of it is counted
   * ({@link Engine#nativeBytes}).
   */
  Engine planning(Precision precision);
}
