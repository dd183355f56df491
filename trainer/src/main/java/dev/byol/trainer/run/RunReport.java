package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.telemetry.EvaluationRecord;
import dev.byol.trainer.telemetry.Figures;
import dev.byol.trainer.telemetry.RunSummary;
import java.util.List;
import java.util.Optional;

/** What rank 0 says when a run ends: the last evaluation, where files lie, what to do next. */
record RunReport(WorkerTask task, ResolvedExperiment experiment) {
  /**
   * Evaluates and sums up.
   *
   * @param evaluator empty when nothing is measured: who stops a run wants it to end, not to wait
   *     for probes
   */
  String of(TrainLoop.Ending ending, Optional<Evaluator> evaluator) {
    Figures now = evaluator.map(Evaluator::now).orElse(Figures.NONE);
    if (!now.isEmpty()) {
      task.board().onEvaluation(new EvaluationRecord(ending.done(), now, 0));
    }
    String checkpoints = experiment.checkpoint().uri();
    return new RunSummary(
            experiment.name(),
            ending.stopped() ? RunSummary.Ending.STOPPED : RunSummary.Ending.DONE,
            ending.done(),
            ending.total(),
            ending.seconds(),
            evaluator.map(Evaluator::untrained).orElse(Figures.NONE),
            now,
            evaluator.map(Evaluator::rawPixels).orElse(Figures.NONE),
            evaluator.flatMap(Evaluator::protocol),
            List.of(
                new RunSummary.FileNote("checkpoints", checkpoints),
                new RunSummary.FileNote(
                    "metrics", task.folder().root().resolve("metrics.jsonl").toString())),
            next(checkpoints))
        .render();
  }

  private static List<RunSummary.Suggestion> next(String checkpoints) {
    var inspect = new RunSummary.Suggestion("look inside", "./byol inspect " + checkpoints);
    return checkpoints.contains("://")
        ? List.of(inspect)
        : List.of(
            inspect,
            new RunSummary.Suggestion(
                "use the encoder", "./byol export " + checkpoints + " -o encoder.safetensors"));
  }
}
