package dev.byol.trainer.cli;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.cli.shell.ExperimentArguments;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.PictureSurvey;
import dev.byol.trainer.memory.NotEnoughMemoryException;
import dev.byol.trainer.run.DataReport;
import dev.byol.trainer.run.Memory;
import dev.byol.trainer.run.Pictures;
import dev.byol.trainer.run.Preflight;
import dev.byol.trainer.run.Rehearsal;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.storage.Patience;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code byol preflight}: what a run does first, alone. */
@Command(
    name = "preflight",
    description = {
      "Check that a run can begin. Lists the pictures with classes, sizes and formats, and"
          + " what looks like a mistake; writes, reads and deletes under the checkpoint address and"
          + " in the folders of logs and spool; plans the memory of a worker; compares with the"
          + " checkpoint that a run would go on from. Goes on after something failed."
    },
    footer = {"", "Example:", "  byol preflight examples/photos.yaml"})
final class PreflightCommand implements Callable<Integer> {
  private static final int MOST_NAMED = 5;

  private final Shell shell;

  @Mixin private ExperimentArguments experiment;

  PreflightCommand(Shell shell) {
    this.shell = shell;
  }

  /** Pictures that were opened and found good. */
  private record Opened(PictureSource train, Optional<PictureSource> heldOut) {}

  @Override
  public Integer call() throws Exception {
    ExperimentFile read = experiment.read();
    Trials trials = new Trials(shell);
    try (Storage storage =
        new Storage(read.spec().storage(), shell.environment(), Patience.SHORT)) {
      Optional<Opened> data = trials.of(() -> open(read, storage));
      boolean fits = data.isPresent() && trials.say(() -> fit(read, data.get()));
      Rehearsal rehearsal = new Rehearsal(read);
      boolean ready = trials.say(() -> List.of(rehearsal.folders()));
      Optional<CheckpointStore> store =
          trials.of(() -> storage.checkpoints(read.spec().checkpoint().uri()));
      ready &= store.isPresent() && trials.say(() -> write(store.get()));
      ready &= trials.say(() -> memory(read));
      if (fits && ready) {
        trials.say(() -> rehearsal.start(store.get(), data.get().train()));
      }
    }
    return trials.status();
  }

  private Opened open(ExperimentFile read, Storage storage) throws IOException {
    PictureSource train = Pictures.train(read.data(), storage);
    Optional<PictureSource> heldOut = Pictures.heldOut(read.data(), storage);
    DataReport report = DataReport.of(read.data(), train, heldOut);
    report.lines().forEach(shell::say);
    survey("training", train, read);
    heldOut.ifPresent(split -> survey("held-out", split, read));
    report.requireMeant();
    return new Opened(train, heldOut);
  }

  private List<String> fit(ExperimentFile read, Opened data) {
    Preflight.plan(read, data.train(), data.heldOut()).forEach(shell::say);
    return List.of("the data fit the experiment");
  }

  private static List<String> write(CheckpointStore store) throws IOException {
    Preflight.write(store);
    return List.of("checkpoints can be written to " + store.describe());
  }

  private List<String> memory(ExperimentFile read) {
    int cores = Runtime.getRuntime().availableProcessors();
    String needed = Memory.describe(read.spec(), shell.environment(), cores);
    int workers = read.spec().workers().replicas();
    if (workers > 1 && read.spec().workers().gpusPerWorker() == 0) {
      try {
        Memory.of(read.spec(), shell.environment(), cores, workers).require();
      } catch (NotEnoughMemoryException e) {
        shell.say(
            "All %d workers on this machine (byol train) would stop: %s."
                .formatted(workers, e.getMessage()));
      }
    }
    return List.of("memory: " + needed);
  }

  private void survey(String split, PictureSource source, ExperimentFile read) {
    PictureSurvey survey = Preflight.survey(source, Pictures.decoding(read.data()));
    survey.damaged().stream().limit(MOST_NAMED).forEach(shell::say);
    shell.say("Pictures of the %s split, %s".formatted(split, survey.inWords()));
    Preflight.requireSound(survey, source.size(), read.data().maxDamagedFraction());
  }
}
