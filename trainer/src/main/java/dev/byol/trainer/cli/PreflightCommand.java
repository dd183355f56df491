package dev.byol.trainer.cli;

import dev.byol.trainer.checkpoint.CheckpointStore;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.PictureSurvey;
import dev.byol.trainer.run.DataReport;
import dev.byol.trainer.run.Memory;
import dev.byol.trainer.run.Pictures;
import dev.byol.trainer.run.Preflight;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.storage.Patience;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code byol preflight}: what a run does first, alone. */
@Command(
    name = "preflight",
    description = {
      "Check that a run can begin. Lists the pictures with classes, sizes and formats, and"
          + " what looks like a mistake; writes, reads and deletes under the checkpoint address;"
          + " plans the memory of a worker."
    },
    footer = {"", "Example:", "  byol preflight examples/photos.yaml"})
final class PreflightCommand implements Callable<Integer> {
  private static final int MOST_NAMED = 5;

  private final Shell shell;

  @Mixin private ExperimentArguments experiment;

  PreflightCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    ExperimentFile read = experiment.read();
    try (Storage storage =
        new Storage(read.spec().storage(), shell.environment(), Patience.SHORT)) {
      PictureSource train = Pictures.train(read.data(), storage);
      Optional<PictureSource> heldOut = Pictures.heldOut(read.data(), storage);
      DataReport report = DataReport.of(read.data(), train, heldOut);
      report.lines().forEach(shell::say);
      survey("training", train, read);
      heldOut.ifPresent(split -> survey("held-out", split, read));
      report.requireMeant();
      Preflight.plan(read, train, heldOut).forEach(shell::say);
      shell.say("ok  the data fit the experiment");
      CheckpointStore store = storage.checkpoints(read.spec().checkpoint().uri());
      Preflight.write(store);
      shell.say("ok  checkpoints can be written to " + store.describe());
      shell.say(
          "ok  memory: "
              + Memory.describe(
                  read.spec(), shell.environment(), Runtime.getRuntime().availableProcessors()));
    }
    return 0;
  }

  private void survey(String split, PictureSource source, ExperimentFile read) {
    PictureSurvey survey = Preflight.survey(source, Pictures.decoding(read.data()));
    survey.damaged().stream().limit(MOST_NAMED).forEach(shell::say);
    shell.say("Pictures of the %s split, %s".formatted(split, survey.inWords()));
    Preflight.requireSound(survey, source.size(), read.data().maxDamagedFraction());
  }
}
