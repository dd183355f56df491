package dev.byol.trainer.cli.data;

import dev.byol.api.spec.data.DataSpec;
import dev.byol.trainer.cli.shell.ItemProgress;
import dev.byol.trainer.cli.shell.MistakenCommandException;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.cli.shell.StorageArguments;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.ShardIndexing;
import dev.byol.trainer.data.Verification;
import dev.byol.trainer.data.account.Problem;
import dev.byol.trainer.data.remote.BucketShelf;
import dev.byol.trainer.run.Pictures;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code byol data}: prepares and checks data sets. */
@Command(
    name = "data",
    description = "Check and index the pictures of a data set.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  byol data index 's3://bucket/imagenet/train-{000000..001023}.tar'",
      "  byol data verify s3://bucket/imagenet",
      "",
      "How data must lie, with examples: docs/data.md"
    })
public final class DataCommand implements Callable<Integer> {
  private static final int MOST_NAMED = 20;

  /** The default of {@code spec.data.maxDamagedFraction}. */
  static final double MOST_DAMAGED = 0.01;

  private final Shell shell;
  @Spec private CommandSpec spec;

  public DataCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Say which: index or verify");
  }

  @Command(
      description = {
        "Read the shards once and save where each picture lies in .byol-index/ beside them;"
            + " runs with the same keyEnd and pictureMember then start at once. Unchanged shards"
            + " are not read again."
      })
  int index(
      @Mixin StorageArguments arguments,
      @Mixin SampleArguments samples,
      @Parameters(paramLabel = "URI", description = "As in spec.data.uri, of tar shards.")
          String uri)
      throws IOException {
    if (!ObjectAddress.isOne(uri)) {
      throw new MistakenCommandException(uri + " is on this machine, where no index is needed");
    }
    try (Storage storage = arguments.open(shell.environment());
        ItemProgress progress = new ItemProgress(shell, "index", 1)) {
      ShardIndexing.Built built =
          ShardIndexing.build(
              storage.files(uri, BucketShelf.Access.WRITE),
              uri,
              Pictures.settings(samples.spec(uri)),
              (done, of) -> progress.at(done, of));
      shell.say(
          "%d pictures in %d shards; %d shards were read."
              .formatted(built.pictures(), built.shards(), built.read()));
      return 0;
    }
  }

  @Command(
      description = {
        "List all that lies at an address: what is used, what is left out and why. Then read"
            + " and decode every picture. Of an experiment (a YAML file) both"
            + " splits are looked at, by its settings."
      })
  int verify(
      @Mixin StorageArguments arguments,
      @Mixin DataArguments how,
      @Parameters(
              paramLabel = "URI",
              description = "As in spec.data.uri, or the file of an experiment.")
          String uri)
      throws IOException {
    if (!uri.matches(".*\\.ya?ml")) {
      try (Storage storage = arguments.open(shell.environment())) {
        return verify(how.spec(uri), uri, storage);
      }
    }
    ExperimentFile read = ExperimentFile.read(Path.of(uri), List.of());
    try (Storage storage =
        new Storage(read.spec().storage(), shell.environment(), Patience.SHORT)) {
      shell.say("Training pictures, %s:".formatted(read.data().uri()));
      int status = verify(read.data(), read.data().uri(), storage);
      if (read.data().validationUri() == null) {
        return status;
      }
      shell.say("Held-out pictures, %s:".formatted(read.data().validationUri()));
      return Math.max(status, verify(read.data(), read.data().validationUri(), storage));
    }
  }

  private int verify(DataSpec how, String uri, Storage storage) throws IOException {
    PictureSource source = Pictures.open(how, uri, storage.files(uri));
    source.account().lines().forEach(shell::say);
    AtomicInteger named = new AtomicInteger();
    int damaged;
    try (ItemProgress progress = new ItemProgress(shell, "verify", source.size())) {
      damaged =
          Verification.damaged(
              source,
              Pictures.decoding(how),
              picture -> {
                if (named.incrementAndGet() <= MOST_NAMED) {
                  shell.out().println(picture.getMessage());
                }
              },
              progress::step);
    }
    int classes = source.classNames().size();
    shell.say(
        "%d pictures, %s, %d damaged."
            .formatted(source.size(), classes == 1 ? "1 class" : classes + " classes", damaged));
    List<String> problems = new ArrayList<>();
    source.account().problems().stream()
        .filter(problem -> !problem.isMeant(Pictures.accepted(how)))
        .map(Problem::sentence)
        .forEach(problems::add);
    if (damaged > how.maxDamagedFraction() * source.size()) {
      problems.add(
          "%d of %d pictures are damaged, more than the allowed fraction %s; fix or remove them, or raise spec.data.maxDamagedFraction"
              .formatted(damaged, source.size(), how.maxDamagedFraction()));
    }
    problems.forEach(problem -> shell.say("A run would stop: " + problem + "."));
    return damaged == 0 && problems.isEmpty() ? 0 : 2;
  }
}
