package dev.byol.trainer.run;

import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.eval.LabelledFeatures;
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
    Figures now = now();
    watch.begin("Evaluating the untrained encoder.");
    Figures untrained = untrained();
    watch.begin("Evaluating raw pixels.");
    Figures rawPixels = evaluation.rawPixels();
    watch.begin("Evaluating the encoder after the reference's protocol.");
    return new LastEvaluation(now, untrained, rawPixels, protocol());
  }

  /**
   * Figures of the encoder as it is now.
   *
   * @throws EvaluationStoppedException if the run shall stop
   */
  Figures now() {
    watch.begin("Evaluating the encoder.");
    try (FeatureExtractor extractor = extractors.apply(state.online())) {
      LabelledFeatures held = evaluation.testFeatures(extractor);
      Figures figures = evaluation.measure(extractor, held);
      return probe.map(p -> figures.withOnline(p.accuracy(held))).orElse(figures);
    }
  }

  private Figures untrained() {
    try (FeatureExtractor extractor = extractors.apply(state.target())) {
      return evaluation.measure(extractor, evaluation.testFeatures(extractor));
    }
  }

  private Optional<String> protocol() {
    try (FeatureExtractor extractor = extractors.apply(state.online())) {
      return evaluation
          .linearEvaluation(extractor)
          .map(
              result ->
                  String.format(
                      Locale.ROOT,
                      "Linear evaluation after the reference's protocol: top-1 %.1f %%, top-5 %.1f %%, loss %.3f.",
                      100 * result.top1(),
                      100 * result.top5(),
                      result.loss()));
    }
  }
}
