package dev.byol.trainer.cli;

import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.data.DecodeSettings;
import dev.byol.trainer.data.PictureDecoder;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.ShardIndexing;
import dev.byol.trainer.data.account.Problem;
import dev.byol.trainer.data.remote.BucketShelf;
import dev.byol.trainer.run.Pictures;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.storage.ObjectAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
final class DataCommand implements Callable<Integer> {
  private static final int MOST_NAMED = 20;
  private static final int AHEAD = 96;

  /** The default of {@code spec.data.maxDamagedFraction}. */
  static final double MOST_DAMAGED = 0.01;

  private final Shell shell;
  @Spec private CommandSpec spec;

  DataCommand(Shell shell) {
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
            + " and decode every picture."
      })
  int verify(
      @Mixin StorageArguments arguments,
      @Mixin DataArguments how,
      @Parameters(paramLabel = "URI", description = "As in spec.data.uri.") String uri)
      throws IOException {
    try (Storage storage = arguments.open(shell.environment())) {
      PictureSource source = Pictures.open(how.spec(uri), uri, storage.files(uri));
      source.account().lines().forEach(shell::say);
      AtomicInteger damaged = new AtomicInteger();
      try (ItemProgress progress = new ItemProgress(shell, "verify", source.size())) {
        IntStream.range(0, source.size())
            .parallel()
            .forEach(
                i -> {
                  source.willNeed(Math.min(i + AHEAD, source.size() - 1));
                  verify(source, i, damaged);
                  progress.step();
                });
      }
      shell.say(
          "%d pictures, %d classes, %d damaged."
              .formatted(source.size(), source.classNames().size(), damaged.get()));
      List<String> problems = new ArrayList<>();
      source.account().problems().stream().map(Problem::sentence).forEach(problems::add);
      if (damaged.get() > MOST_DAMAGED * source.size()) {
        problems.add(
            "%d of %d pictures are damaged, more than the allowed fraction %s; fix or remove them, or raise spec.data.maxDamagedFraction"
                .formatted(damaged.get(), source.size(), MOST_DAMAGED));
      }
      problems.forEach(problem -> shell.say("A run would stop: " + problem + "."));
      return damaged.get() == 0 && problems.isEmpty() ? 0 : 2;
    }
  }

  private void verify(PictureSource source, int i, AtomicInteger damaged) {
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      source.read(i, decoder);
    } catch (DamagedPictureException e) {
      if (damaged.incrementAndGet() <= MOST_NAMED) {
        shell.out().println(e.getMessage());
      }
    }
  }
}
