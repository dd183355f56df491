package dev.byol.trainer.run;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousException;
import dev.byol.trainer.data.DecodedPictures;
import dev.byol.trainer.storage.Waits;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker's whole run: opens the data, joins the others, and does its part among them. */
public final class TrainRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainRun.class);

  private final WorkerTask task;
  private final Consumer<String> out;
  private final Clock clock;

  /**
   * Prepares; nothing is opened yet.
   *
   * @param out receives whole lines: where a run goes on from, and the summary
   */
  public TrainRun(WorkerTask task, Consumer<String> out, Clock clock) {
    this.task = task;
    this.out = out;
    this.clock = clock;
  }

  /** Runs to the end, or to the stop that was asked for. */
  public ExitCode execute() throws Exception {
    RunPlaces.require(task.experiment());
    Waits waits = new WaitBoard(task.board()::waiting, task.board()::waitedEnough);
    try (Storage storage =
            Storage.forRun(task.experiment().spec().storage(), task.environmentVariables(), waits);
        Splits splits = Splits.open(task.experiment().data(), storage)) {
      List<String> account =
          task.environment().rank() == 0 ? splits.account(task.experiment().data()) : List.of();
      ResolvedExperiment experiment = task.experiment().resolve(splits.facts());
      Preflight.requireShare(experiment, task.environment().worldSize());
      try (Collective collective = join(experiment)) {
        try {
          SameData.require(
              collective,
              splits.samples(),
              splits.heldOut().map(DecodedPictures::source),
              experiment.data().uri());
          return new GenerationRun(
                  task, experiment, storage, splits, account, collective, waits, out, clock)
              .execute();
        } catch (Exception | Error e) {
          collective.abort("rank " + collective.rank() + " failed: " + e.getMessage());
          throw e;
        }
      }
    }
  }

  private Collective join(ResolvedExperiment experiment) throws RendezvousException {
    WorkerEnvironment environment = task.environment();
    if (environment.worldSize() == 1) {
      return Collectives.solo();
    }
    Collective collective =
        new Rendezvous(environment.rendezvous(experiment.failureDetection()), LOG::warn).join();
    LOG.info("Workers sum up {}.", collective.transport());
    return collective;
  }
}
