package dev.byol.trainer.run;

import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.telemetry.Figures;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The evaluations of one run.
 *
 * @param evaluation measures features
 * @param extractors make what takes a network's features; closed after each evaluation
 * @param state of the run
 * @param probe that is trained along, if there is one
 * @param watch over all of it
 */
record Evaluator(
    FeatureEvaluation evaluation,
    Function<NetworkState, FeatureExtractor> extractors,
    TrainState state,
    Optional<OnlineProbe> probe,
    EvaluationWatch watch) {

  /**
   * All that is measured after the last step, once the target network is the untrained one.
   *
   * @throws EvaluationStoppedException if the run shall stop
   */
  LastEvaluation last() {
    watch.begin("Evaluating the untrained encoder.");
    Figures untrained = evaluation.figures(features(state.target()));
    watch.begin("Evaluating raw pixels.");
    Figures rawPixels = evaluation.figures(evaluation.pixels());
    watch.begin("Evaluating the encoder.");
    SplitFeatures features = features(state.online());
    Figures now = figures(features);
    watch.begin("Evaluating the encoder by the reference's protocol.");
    return new LastEvaluation(now, untrained, rawPixels, protocol(features));
  }

  /**
   * Figures of the encoder as it is now.
   *
   * @throws EvaluationStoppedException if the run shall stop
   */
  Figures now() {
    watch.begin("Evaluating the encoder.");
    return figures(features(state.online()));
  }

  private SplitFeatures features(NetworkState network) {
    try (FeatureExtractor extractor = extractors.apply(network)) {
      return evaluation.features(extractor);
    }
  }

  private Figures figures(SplitFeatures features) {
    Figures figures = evaluation.figures(features);
    return probe.map(p -> figures.withOnline(p.accuracy(features.test()))).orElse(figures);
  }

  private Optional<String> protocol(SplitFeatures features) {
    return evaluation
        .linearEvaluation(features)
        .map(
            result ->
                String.format(
                    Locale.ROOT,
                    "Linear evaluation by the reference's protocol: top-1 %.1f %%, top-5 %.1f %%, loss %.3f.",
                    100 * result.top1(),
                    100 * result.top5(),
                    result.loss()));
  }
}
