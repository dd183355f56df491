package dev.byol.trainer.cli;

import dev.byol.api.spec.DataSpec;
import dev.byol.trainer.checkpoint.CheckpointStore;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.run.Pictures;
import dev.byol.trainer.run.Preflight;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.storage.Patience;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code byol preflight}: what a run does first, alone. */
@Command(
    name = "preflight",
    description = {
      "Check that a run can begin: read the first picture of every split; write, read back and"
          + " delete under the checkpoint address."
    },
    footer = {"", "Example:", "  byol preflight examples/photos.yaml"})
final class PreflightCommand implements Callable<Integer> {
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
      DataSpec data = read.data();
      read(Pictures.train(data, storage), data.uri());
      Pictures.heldOut(data, storage).ifPresent(source -> read(source, data.validationUri()));
      CheckpointStore store = storage.checkpoints(read.spec().checkpoint().uri());
      Preflight.write(store);
      shell.say("ok  checkpoints can be written to " + store.describe());
    }
    return 0;
  }

  private void read(PictureSource source, String uri) {
    String damage = Preflight.read(source).map(what -> "; of the first, " + what).orElse("");
    shell.say("ok  %d pictures at %s%s".formatted(source.size(), uri, damage));
  }
}
