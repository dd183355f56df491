package dev.byol.trainer.cli;

import dev.byol.trainer.checkpoint.CheckpointSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code byol inspect}: what a checkpoint holds, and whether it is whole. */
@Command(
    name = "inspect",
    description = {
      "Show what a checkpoint holds, after checking every byte of it: step, network, tensors by"
          + " network, files."
    },
    footer = {
      "",
      "Examples:",
      "  byol inspect runs/photos",
      "  byol inspect runs/photos/step-00000120"
    })
final class InspectCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "A checkpoint, or a folder of them: then the newest complete one.")
  private Path folder;

  InspectCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    shell.out().print(CheckpointSummary.read(folder).text());
    return 0;
  }
}
