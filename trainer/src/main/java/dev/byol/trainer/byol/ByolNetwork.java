package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.nn.Graph;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.GraphBuilder.Bias;
import dev.byol.trainer.nn.Mlp;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterInitialiser;
import dev.byol.trainer.nn.ParameterLayout;
import dev.byol.trainer.nn.ResNet;
import dev.byol.trainer.nn.RunningStatistics;
import java.util.List;
import java.util.Optional;

/**
 * Encoder, projector, predictor and online classifier as the reference's {@code _forward} joins
 * them. Online and target network both have all of them; the target's predictor and classifier are
 * averaged along and not used.
 *
 * @param spec what was asked for
 * @param graph encoder, projector and predictor, in this order
 * @param layout all parameters, the classifier's last
 * @param representation the encoder's output
 * @param projection the projector's output
 * @param prediction the predictor's output
 * @param classifier from the representation to logits; absent without labels
 */
public record ByolNetwork(
    ByolNetworkSpec spec,
    Graph graph,
    ParameterLayout layout,
    int representation,
    int projection,
    int prediction,
    Optional<Classifier> classifier) {

  /** Parameters of the online classifier. */
  public record Classifier(Parameter weights, Parameter bias) {}

  /** Describes the networks of {@code spec}; no memory yet. */
  public static ByolNetwork of(ByolNetworkSpec spec) {
    GraphBuilder builder = GraphBuilder.forImages(spec.imageSize(), spec.imageSize());
    int representation = ResNet.append(builder, builder.input(), spec.encoder());
    int projection =
        Mlp.append(
            builder, "projector", representation, spec.projectorHidden(), spec.projectorOutput());
    int prediction =
        Mlp.append(
            builder, "predictor", projection, spec.predictorHidden(), spec.projectorOutput());
    Graph graph = builder.graph();
    Optional<Classifier> classifier = Optional.empty();
    if (spec.classes() > 0) {
      builder.linear("classifier", representation, spec.classes(), Bias.WITH);
      List<Parameter> all = builder.parameters().parameters();
      classifier = Optional.of(new Classifier(all.get(all.size() - 2), all.get(all.size() - 1)));
    }
    return new ByolNetwork(
        spec, graph, builder.parameters(), representation, projection, prediction, classifier);
  }

  /** The encoder alone. */
  public Graph encoder() {
    return graph.upTo(representation);
  }

  /** Features of a representation. */
  public int features() {
    return graph.values().get(representation).c();
  }

  /**
   * A fresh state.
   *
   * @param network {@code online} or {@code target}: they start from different numbers
   */
  public NetworkState initialise(Engine engine, long seed, String network) {
    NetworkState state = empty(engine, network);
    ParameterInitialiser.fill(state.parameters(), layout, seed, network);
    return state;
  }

  /** A state of zeros, to be restored into. */
  public NetworkState empty(Engine engine, String network) {
    List<RunningStatistics> statistics =
        graph.batchNorms().stream()
            .map(Node.BatchNorm::scale)
            .map(scale -> new RunningStatistics(engine, scale.size(), spec.batchNormDecay()))
            .toList();
    return new NetworkState(engine.flat(network + " parameters", layout.length()), statistics);
  }
}
