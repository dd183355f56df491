package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.telemetry.EvaluationRecord;
import dev.byol.trainer.telemetry.RunSummary;
import java.util.List;

/** What rank 0 says when a run ends: what was measured, where files lie, what to do next. */
record RunReport(WorkerTask task, ResolvedExperiment experiment) {
  /** Sums up, and lets the board know the figures. */
  String of(TrainLoop.Ending ending, LastEvaluation figures) {
    if (!figures.now().isEmpty()) {
      task.board().onEvaluation(new EvaluationRecord(ending.done(), figures.now(), 0));
    }
    String checkpoints = experiment.checkpoint().uri();
    return new RunSummary(
            experiment.name(),
            ending.stopped() ? RunSummary.Ending.STOPPED : RunSummary.Ending.DONE,
            ending.done(),
            ending.total(),
            ending.seconds(),
            figures.untrained(),
            figures.now(),
            figures.rawPixels(),
            figures.protocol(),
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
