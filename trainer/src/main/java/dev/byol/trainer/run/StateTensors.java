package dev.byol.trainer.run;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.HostSnapshot;
import dev.byol.trainer.checkpoint.NetworkLayout;
import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;
import dev.byol.trainer.nn.RunningStatistics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A train state as named tensors and back: {@code online/…}, {@code target/…}, {@code momentum/…}
 * by Haiku's parameter paths, {@code online_state/…} and {@code target_state/…} in float64.
 */
final class StateTensors {
  private final List<Stored> tensors = new ArrayList<>();

  /**
   * One tensor of the state.
   *
   * @param info name, type and shape
   * @param save copies the live values into a little-endian buffer
   * @param restore overwrites the live values from one
   */
  private record Stored(TensorInfo info, Consumer<ByteBuffer> save, Consumer<ByteBuffer> restore) {}

  StateTensors(ByolNetwork network, TrainState state, Precision precision) {
    DType type = precision == Precision.FLOAT32 ? DType.F32 : DType.F64;
    parameters("online/", network, state.online().parameters(), type);
    parameters("target/", network, state.target().parameters(), type);
    parameters("momentum/", network, state.momentum(), type);
    statistics("online_state/", network, state.online());
    statistics("target_state/", network, state.target());
    counters("online_state/", state.online());
    counters("target_state/", state.target());
  }

  /** Names, types and shapes, in a fixed order. */
  List<TensorInfo> infos() {
    return tensors.stream().map(Stored::info).toList();
  }

  /** Bytes of all, as in a checkpoint. */
  long bytes() {
    return infos().stream().mapToLong(TensorInfo::bytes).sum();
  }

  /** What a checkpoint must have to be of this network. */
  NetworkLayout layout() {
    return NetworkLayout.of(infos());
  }

  /** Copies what {@code snapshot} has memory for. */
  void copyTo(HostSnapshot snapshot) {
    for (Stored tensor : tensors) {
      if (snapshot.holds(tensor.info().name())) {
        tensor.save().accept(little(snapshot.memory(tensor.info().name())));
      }
    }
  }

  /** Overwrites the state from {@code checkpoint}, which is of this network. */
  void restore(Checkpoint checkpoint) throws IOException {
    for (Stored tensor : tensors) {
      tensor.restore().accept(little(checkpoint.read(tensor.info().name()).data()));
    }
  }

  private void parameters(String group, ByolNetwork network, FlatBuffer values, DType type) {
    for (Parameter parameter : network.layout().parameters()) {
      FlatBuffer slice = ParameterLayout.slice(values, parameter);
      tensors.add(
          new Stored(
              new TensorInfo(group + parameter.path(), type, parameter.shape()),
              slice::readBytes,
              slice::writeBytes));
    }
  }

  private void statistics(String group, ByolNetwork network, NetworkState state) {
    for (Node.BatchNorm norm : network.graph().batchNorms()) {
      String module = group + norm.scale().module() + "/~/";
      state
          .statistics()
          .get(norm.index())
          .vectors()
          .forEach(
              (key, vector) ->
                  tensors.add(
                      new Stored(
                          new TensorInfo(module + key, DType.F64, List.of(vector.length())),
                          target -> target.asDoubleBuffer().put(vector.read()),
                          source -> vector.write(doubles(source, vector.length())))));
    }
  }

  private void counters(String group, NetworkState state) {
    List<RunningStatistics> all = state.statistics();
    tensors.add(
        new Stored(
            new TensorInfo(group + "counters", DType.I64, List.of(all.size())),
            target -> {
              LongBuffer counters = target.asLongBuffer();
              all.forEach(statistics -> counters.put(statistics.counter()));
            },
            source -> {
              LongBuffer counters = source.asLongBuffer();
              all.forEach(statistics -> statistics.restoreCounter(Math.toIntExact(counters.get())));
            }));
  }

  private static double[] doubles(ByteBuffer source, int count) {
    double[] values = new double[count];
    source.asDoubleBuffer().get(values);
    return values;
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
