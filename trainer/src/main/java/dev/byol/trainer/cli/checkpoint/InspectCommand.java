package dev.byol.trainer.cli.checkpoint;

import dev.byol.trainer.checkpoint.CheckpointSummary;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.cli.shell.StorageArguments;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.storage.ObjectAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code byol inspect}: what a checkpoint holds, and whether it is whole. */
@Command(
    name = "inspect",
    description = {
      "Check every byte of a checkpoint and show what it holds: step, network, tensors," + " files."
    },
    footer = {
      "",
      "Examples:",
      "  byol inspect runs/photos",
      "  byol inspect runs/photos/step-00000120"
    })
public final class InspectCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "A checkpoint, or a folder or s3://bucket/prefix of them: then the newest complete one.")
  private String uri;

  @Mixin private StorageArguments arguments;

  public InspectCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (!ObjectAddress.isOne(uri)) {
      shell.out().print(CheckpointSummary.read(Path.of(uri)).text());
      return 0;
    }
    try (Storage storage = arguments.open(shell.environment())) {
      shell.out().print(CheckpointSummary.newest(storage.checkpoints(uri)).text());
      return 0;
    }
  }
}
