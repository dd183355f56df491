package dev.byol.trainer.run;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.DType;
import dev.byol.trainer.checkpoint.HostSnapshot;
import dev.byol.trainer.checkpoint.NetworkLayout;
import dev.byol.trainer.checkpoint.TensorInfo;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A train state as named tensors and back: {@code online/…}, {@code target/…}, {@code momentum/…}
 * by Haiku's parameter paths, {@code online_state/…} and {@code target_state/…} in float64.
 */
final class StateTensors {
  private final ByolNetwork network;
  private final TrainState state;
  private final DType parameterType;

  StateTensors(ByolNetwork network, TrainState state, Precision precision) {
    this.network = network;
    this.state = state;
    this.parameterType = precision == Precision.FLOAT32 ? DType.F32 : DType.F64;
  }

  /** Names, types and shapes, in a fixed order. */
  List<TensorInfo> infos() {
    List<TensorInfo> infos = new ArrayList<>();
    parameters((name, buffer) -> {}, infos);
    statistics((name, values) -> {}, infos);
    for (String group : List.of("online_state", "target_state")) {
      infos.add(new TensorInfo(group + "/counters", DType.I64, List.of(counters(group).length)));
    }
    return List.copyOf(infos);
  }

  /** What a checkpoint must have to be of this network. */
  NetworkLayout layout() {
    return NetworkLayout.of(infos());
  }

  /** Copies the state into {@code snapshot}. */
  void copyTo(HostSnapshot snapshot) {
    parameters(
        (name, buffer) ->
            buffer.onHost(live -> little(snapshot.memory(name)).put(live.duplicate())),
        new ArrayList<>());
    statistics(
        (name, values) -> little(snapshot.memory(name)).asDoubleBuffer().put(values),
        new ArrayList<>());
    for (String group : List.of("online_state", "target_state")) {
      little(snapshot.memory(group + "/counters")).asLongBuffer().put(counters(group));
    }
  }

  /** Overwrites the state from {@code checkpoint}, which is of this network. */
  void restore(Checkpoint checkpoint) throws IOException {
    List<IOException> failures = new ArrayList<>();
    parameters(
        (name, buffer) ->
            reading(
                failures,
                () -> {
                  ByteBuffer stored = little(checkpoint.read(name).data());
                  buffer.onHost(live -> live.duplicate().put(stored));
                }),
        new ArrayList<>());
    statistics(
        (name, values) ->
            reading(
                failures, () -> little(checkpoint.read(name).data()).asDoubleBuffer().get(values)),
        new ArrayList<>());
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    restoreCounters(checkpoint, "online_state", state.online());
    restoreCounters(checkpoint, "target_state", state.target());
  }

  private interface Read {
    void run() throws IOException;
  }

  private static void reading(List<IOException> failures, Read read) {
    try {
      read.run();
    } catch (IOException e) {
      failures.add(e);
    }
  }

  private static void restoreCounters(Checkpoint checkpoint, String group, NetworkState network)
      throws IOException {
    var counters = little(checkpoint.read(group + "/counters").data()).asLongBuffer();
    for (RunningStatistics statistics : network.statistics()) {
      statistics.restoreCounter(Math.toIntExact(counters.get()));
    }
  }

  private long[] counters(String group) {
    NetworkState of = group.startsWith("online") ? state.online() : state.target();
    return of.statistics().stream().mapToLong(RunningStatistics::counter).toArray();
  }

  private void parameters(BiConsumer<String, FlatBuffer> visitor, List<TensorInfo> infos) {
    parameters("online/", state.online().parameters(), visitor, infos);
    parameters("target/", state.target().parameters(), visitor, infos);
    parameters("momentum/", state.momentum(), visitor, infos);
  }

  private void parameters(
      String group,
      FlatBuffer values,
      BiConsumer<String, FlatBuffer> visitor,
      List<TensorInfo> infos) {
    for (Parameter parameter : network.layout().parameters()) {
      String name = group + parameter.path();
      infos.add(new TensorInfo(name, parameterType, parameter.shape()));
      visitor.accept(name, ParameterLayout.slice(values, parameter));
    }
  }

  private void statistics(BiConsumer<String, double[]> visitor, List<TensorInfo> infos) {
    statistics("online_state/", state.online(), visitor, infos);
    statistics("target_state/", state.target(), visitor, infos);
  }

  private void statistics(
      String group, NetworkState of, BiConsumer<String, double[]> visitor, List<TensorInfo> infos) {
    for (Node.BatchNorm norm : network.graph().batchNorms()) {
      of.statistics()
          .get(norm.index())
          .arrays()
          .forEach(
              (key, values) -> {
                String name = group + norm.scale().module() + "/~/" + key;
                infos.add(new TensorInfo(name, DType.F64, List.of(values.length)));
                visitor.accept(name, values);
              });
    }
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
