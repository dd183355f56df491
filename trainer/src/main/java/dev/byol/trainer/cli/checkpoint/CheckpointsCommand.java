package dev.byol.trainer.cli.checkpoint;

import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.StoredCheckpoints;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.cli.shell.ItemProgress;
import dev.byol.trainer.cli.shell.MistakenCommandException;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.cli.shell.StorageArguments;
import dev.byol.trainer.run.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code byol checkpoints}: what a person does with the checkpoints of a run. */
@Command(
    name = "checkpoints",
    description = {"List, check, copy and remove checkpoints in a directory or bucket."},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  byol checkpoints ls s3://bucket/runs/photos",
      "  byol checkpoints verify runs/photos",
      "  byol checkpoints cp s3://bucket/runs/photos runs/copy",
      "  byol checkpoints rm s3://bucket/runs/photos step-00000120"
    })
public final class CheckpointsCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;

  public CheckpointsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Say which: ls, verify, rm or cp");
  }

  @Command(description = "List the checkpoints, newest first.")
  int ls(
      @Mixin StorageArguments arguments,
      @Parameters(paramLabel = "URI", description = "Directory or s3://bucket/prefix.") String uri)
      throws IOException {
    try (Storage storage = arguments.open(shell.environment())) {
      List<StoredCheckpoints.Row> rows = rows(storage.checkpoints(uri), uri);
      shell
          .out()
          .printf(
              Locale.ROOT,
              "%-16s %12s %12s %7s  %s%n",
              "checkpoint",
              "step",
              "MB",
              "workers",
              "written");
      for (StoredCheckpoints.Row row : rows) {
        shell.out().println(line(row));
      }
      return 0;
    }
  }

  private static String line(StoredCheckpoints.Row row) {
    if (row.info().isEmpty()) {
      return "%-16s %s".formatted(row.name(), "unfinished, or its manifest is damaged");
    }
    CheckpointInfo info = row.info().get();
    return String.format(
        Locale.ROOT,
        "%-16s %12d %12.1f %7d  %s, attempt %d%s",
        row.name(),
        info.step(),
        row.bytes() / 1e6,
        info.worldSize(),
        info.created(),
        info.attempt(),
        row.isLatest() ? "  <- latest" : "");
  }

  @Command(description = "Read every byte of the checkpoints and compare with their SHA-256.")
  int verify(
      @Mixin StorageArguments arguments,
      @Parameters(paramLabel = "URI", description = "Directory or s3://bucket/prefix.") String uri)
      throws IOException {
    int damaged = 0;
    try (Storage storage = arguments.open(shell.environment())) {
      CheckpointStore store = storage.checkpoints(uri);
      List<StoredCheckpoints.Row> rows = rows(store, uri);
      try (ItemProgress progress = new ItemProgress(shell, "verify", rows.size())) {
        for (StoredCheckpoints.Row row : rows) {
          String verdict = "whole";
          try {
            StoredCheckpoints.verify(store, row.name());
          } catch (DamagedCheckpointException e) {
            damaged++;
            verdict = "DAMAGED: " + e.getMessage();
          }
          progress.step();
          shell.out().printf("%-16s %s%n", row.name(), verdict);
        }
      }
    }
    if (damaged > 0) {
      shell.say(damaged + " damaged; a run passes over them, byol checkpoints rm removes them.");
    }
    return damaged == 0 ? 0 : 2;
  }

  @Command(description = "Remove checkpoints; the latest one only with --all.")
  int rm(
      @Mixin StorageArguments arguments,
      @Parameters(paramLabel = "URI", description = "Directory or s3://bucket/prefix.") String uri,
      @Parameters(
              arity = "0..*",
              paramLabel = "NAME",
              description = "The checkpoint, such as step-00000120.")
          List<String> names,
      @Option(names = "--all", description = "Remove everything that the run keeps there.")
          boolean all)
      throws IOException {
    if (all == (names != null && !names.isEmpty())) {
      throw new ParameterException(
          spec.subcommands().get("rm"), "Name checkpoints to remove, or say --all");
    }
    try (Storage storage = arguments.open(shell.environment())) {
      CheckpointStore store = storage.checkpoints(uri);
      List<StoredCheckpoints.Row> rows = rows(store, uri);
      if (all) {
        try (ItemProgress progress = new ItemProgress(shell, "rm", rows.size())) {
          StoredCheckpoints.removeAll(store, name -> progress.step());
        }
        return 0;
      }
      for (String name : names) {
        requireRemovable(rows, name, uri);
      }
      for (String name : names) {
        StoredCheckpoints.remove(store, name);
        shell.say("Removed " + name + ".");
      }
      return 0;
    }
  }

  private static void requireRemovable(List<StoredCheckpoints.Row> rows, String name, String uri)
      throws IOException {
    StoredCheckpoints.Row row = find(rows, name, uri);
    if (row.isLatest()) {
      throw new MistakenCommandException(
          "%s is what latest names, from which a run goes on; --all removes the whole run"
              .formatted(name));
    }
  }

  @Command(description = "Copy the latest checkpoint, or the one named, and check it on the way.")
  int cp(
      @Mixin StorageArguments arguments,
      @Parameters(paramLabel = "FROM", description = "Directory or s3://bucket/prefix.")
          String from,
      @Parameters(paramLabel = "TO", description = "Directory or s3://bucket/prefix.") String to,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description = "The checkpoint, such as step-00000120; default: the latest.")
          String name)
      throws IOException {
    try (Storage storage = arguments.open(shell.environment())) {
      CheckpointStore source = storage.checkpoints(from);
      List<StoredCheckpoints.Row> rows = rows(source, from);
      StoredCheckpoints.Row row =
          name != null
              ? find(rows, name, from)
              : rows.stream()
                  .filter(StoredCheckpoints.Row::isLatest)
                  .findFirst()
                  .orElseThrow(
                      () -> new MistakenCommandException(from + " has no latest; give --name"));
      int objects = row.info().map(CheckpointInfo::worldSize).orElse(1) + 1;
      try (ItemProgress progress = new ItemProgress(shell, "cp", objects)) {
        StoredCheckpoints.copy(
            source, row.name(), storage.checkpoints(to), object -> progress.step());
      }
      shell.say("Copied " + row.name() + " to " + to + ".");
      return 0;
    }
  }

  private static StoredCheckpoints.Row find(
      List<StoredCheckpoints.Row> rows, String name, String uri) throws IOException {
    return rows.stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MistakenCommandException(
                    "%s has no %s; byol checkpoints ls shows all".formatted(uri, name)));
  }

  private static List<StoredCheckpoints.Row> rows(CheckpointStore store, String uri)
      throws IOException {
    List<StoredCheckpoints.Row> rows = StoredCheckpoints.list(store);
    if (rows.isEmpty()) {
      throw new MistakenCommandException(uri + " holds no checkpoint; check the address");
    }
    return rows;
  }
}
