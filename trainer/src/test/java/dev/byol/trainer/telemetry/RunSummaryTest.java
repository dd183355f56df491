package dev.byol.trainer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static final List<RunSummary.FileNote> FILES =
      List.of(
          new RunSummary.FileNote("checkpoint", "runs/photos/checkpoints/step-200"),
          new RunSummary.FileNote("metrics", "runs/photos/metrics.jsonl"));

  @Test
  void tellsWhatWasLearntWhereTheFilesAreAndWhatToTryNext() {
    var summary =
        new RunSummary(
            "photos",
            RunSummary.Ending.DONE,
            200,
            200,
            151.6,
            Figures.of(0.64, 0.65, 0.43),
            Figures.of(0.71, 0.7, 0.6).withOnline(0.69),
            new Figures(
                OptionalDouble.empty(),
                OptionalDouble.of(0.42),
                OptionalDouble.empty(),
                OptionalDouble.empty()),
            Optional.of("Linear evaluation by the reference's protocol: top-1 72.0 %."),
            FILES,
            List.of(
                new RunSummary.Suggestion("look into the checkpoint", "byol inspect runs/photos"),
                new RunSummary.Suggestion("train longer", "byol train photos.yaml")));

    assertThat(summary.render())
        .isEqualTo(
            """
            photos: Done, 200 of 200 steps in 2:32.

            Accuracy of frozen features on the held-out split
                                  online probe  linear probe         kNN    few labels
            raw pixels                       -        42.0 %           -             -
            encoder, untrained               -        64.0 %      65.0 %        43.0 %
            encoder, now                69.0 %        71.0 %      70.0 %        60.0 %
            The linear probe gained 7.0 points since the start.
            Linear evaluation by the reference's protocol: top-1 72.0 %.

            checkpoint  runs/photos/checkpoints/step-200
            metrics     runs/photos/metrics.jsonl

            Next:
              look into the checkpoint  byol inspect runs/photos
              train longer              byol train photos.yaml
            """);
  }

  @Test
  void aStoppedRunWithoutLabelsTellsNoAccuracies() {
    var summary =
        new RunSummary(
            "scans",
            RunSummary.Ending.STOPPED,
            1200,
            100_000,
            4000,
            Figures.NONE,
            Figures.NONE,
            Figures.NONE,
            Optional.empty(),
            List.of(),
            List.of());

    assertThat(summary.render())
        .isEqualTo("scans: Stopped on request, 1200 of 100000 steps in 1:06:40.\n");
  }
}
