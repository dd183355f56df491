package dev.byol.trainer.engine;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.engine.update.GradientBucket;
import dev.byol.trainer.engine.update.GradientSum;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.engine.update.ParameterUpdate;
import dev.byol.trainer.engine.update.UpdateSlot;
import java.util.List;

/**
 * Where tensors live and operations run. Chosen once at start. Owns every buffer and lane that it
 * makes.
 */
public interface Engine extends AutoCloseable {
  /** The type of parameters, their gradients and statistics. */
  Precision precision();

  /** One line for a person: implementation, native library, device. */
  String description();

  /** Bytes of native memory that buffers, lanes and copies of parameters take now. */
  long nativeBytes();

  /** Bytes that the first update of so many parameters takes for good, beside buffers. */
  default long updateBytes(long parameters) {
    return 0;
  }

  /**
   * A flat vector of zeros.
   *
   * @param name for messages and memory reports
   * @param length number of values, at least 1
   */
  FlatBuffer flat(String name, long length);

  /**
   * A message of zeros, freed with the engine.
   *
   * @param length number of values, at least 1
   */
  Message message(int length);

  /**
   * Sums over the lanes of {@code team} and then over workers, as lane {@code lane} takes part.
   *
   * @param workers who has the other shares; belongs to the caller
   */
  Sums sums(LaneTeam team, int lane, Collective workers);

  /**
   * A sum of gradients over lanes and workers; the caller closes it before the gradients' memory
   * goes.
   *
   * @param gradients one for each lane of {@code team}; the sum is left in the first
   * @param buckets in the order of their readiness
   * @param beside what runs beside the collective of the batch statistics
   */
  GradientSum gradientSum(
      LaneTeam team, List<FlatBuffer> gradients, List<GradientBucket> buckets, Collective beside);

  /** An update of {@code slots}, which no other one moves. */
  ParameterUpdate update(LarsSettings settings, List<UpdateSlot> slots);

  /** The clock of this engine's operations. */
  Timer timer();

  /**
   * Packs the parameters into the layouts that operations read, one of {@code parts} equal parts of
   * the work. A call is optional: an operation packs what it finds out of date. When all lanes call
   * it after an update, they share the packing instead of waiting for one of them in the next step.
   *
   * @param part which, from 0
   */
  default void prepare(int part, int parts) {}

  /** A new lane. */
  Lane newLane();

  @Override
  void close();
}
