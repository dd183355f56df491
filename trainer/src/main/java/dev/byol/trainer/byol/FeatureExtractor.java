package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.LaneTeam;
import dev.byol.trainer.engine.Pictures;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.nn.BoundNetwork;
import dev.byol.trainer.nn.BoundNetwork.Binding;
import dev.byol.trainer.nn.BoundNetwork.Purpose;
import dev.byol.trainer.nn.Graph;
import dev.byol.trainer.nn.NetworkState;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network in evaluation: running statistics, no gradients. Reads the state as it is at each call;
 * owns its lanes' memory.
 */
public final class FeatureExtractor implements AutoCloseable {
  private final LaneTeam team;
  private final int perLane;
  private final int features;
  private final List<BoundLane> lanes = new ArrayList<>();

  private record BoundLane(
      Lane lane, Tensor input, BoundNetwork network, Tensor output, Pictures pictures) {}

  /**
   * Plans and allocates.
   *
   * @param value which value to extract, such as {@link ByolNetwork#representation}
   * @param perLane pictures that each lane takes at a time
   * @param lanes number of threads
   */
  public FeatureExtractor(
      Engine engine, ByolNetwork network, NetworkState state, int value, int perLane, int lanes) {
    this.perLane = perLane;
    this.team = new LaneTeam(lanes);
    Graph graph = network.graph().upTo(value);
    this.features = graph.values().get(value).c();
    try {
      for (int i = 0; i < lanes; i++) {
        this.lanes.add(bind(engine.newLane(), network, graph, state, value));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private BoundLane bind(
      Lane lane, ByolNetwork network, Graph graph, NetworkState state, int value) {
    try {
      Tensor input = BoundNetwork.declareInput(lane, graph, perLane);
      BoundNetwork bound =
          new BoundNetwork(
              lane,
              input,
              new Binding(
                  graph,
                  state,
                  Optional.empty(),
                  Purpose.EVALUATE,
                  1,
                  graph.nodes().size(),
                  Set.of(value),
                  network.spec().batchNormEpsilon(),
                  Binding.InputGradient.NOT_NEEDED));
      lane.allocate();
      return new BoundLane(lane, input, bound, bound.value(value), lane.pictures(input));
    } catch (RuntimeException | Error e) {
      lane.close();
      throw e;
    }
  }

  /** Features of a picture. */
  public int features() {
    return features;
  }

  /** Bytes of native memory of all lanes' arenas. */
  long arenaBytes() {
    return lanes.stream().mapToLong(l -> l.lane().arenaBytes()).sum();
  }

  /**
   * Extracts.
   *
   * @param pictures {@code [count, size, size, 3]} in [0, 1], row-major
   * @param out {@code [count, features]}, from {@code first * features} on
   */
  public void extract(float[] pictures, int count, float[] out, int first) {
    int chunk = perLane * lanes.size();
    for (int done = 0; done < count; done += chunk) {
      int start = done;
      team.run(
          lane -> extract(lanes.get(lane), start + lane * perLane, count, pictures, out, first));
    }
  }

  private void extract(
      BoundLane lane, int from, int count, float[] pictures, float[] out, int first) {
    int images = Math.min(perLane, count - from);
    if (images <= 0) {
      return;
    }
    lane.pictures().take(FloatBuffer.wrap(pictures), from, images, 0);
    lane.network().evaluate();
    double[] values = new double[perLane * features];
    lane.output().read(values);
    for (int i = 0; i < images * features; i++) {
      out[(first + from) * features + i] = (float) values[i];
    }
  }

  @Override
  public void close() {
    team.close();
    lanes.forEach(l -> l.lane().close());
  }
}
