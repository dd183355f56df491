package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.LabelSummary;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run does between opening its data and its first step, done by one process that goes no
 * further. It fails as a run fails.
 */
public final class Rehearsal {
  private final ExperimentFile file;

  /** Of an experiment. */
  public Rehearsal(ExperimentFile file) {
    this.file = file;
  }

  /**
   * Tries the folders of this machine.
   *
   * @return what can be done
   * @throws RunFolderBusyException if a run is going on there
   */
  public String folders() throws IOException {
    RunPlaces.tryOut(file);
    RunFolder folder = RunFolder.of(file);
    folder.requireFree();
    return "logs, metrics and the spool can be written to " + folder.root();
  }

  /**
   * Starts the engine and opens the checkpoint that a run would go on from, every byte of which is
   * checked.
   *
   * @param train the split to train on
   * @return what a run would do, and what differs from the run that made the checkpoint
   * @throws ChangedExperimentException if it would contradict its checkpoint
   */
  public List<String> start(CheckpointStore store, PictureSource train)
      throws IOException, OtherNetworkException, ChangedExperimentException {
    ResolvedExperiment experiment = file.resolve(Splits.facts(train, LabelSummary.of(train)));
    Preflight.requireShare(experiment, experiment.workers().replicas());
    Engines.Chosen chosen =
        Engines.choose(
            Precision.valueOf(experiment.precision().name()),
            EngineRequest.of(System.getenv()),
            experiment.workers().gpusPerWorker());
    try (Engine engine = chosen.engine()) {
      ByolNetwork network = ByolNetwork.of(Networks.spec(experiment));
      TrainState state =
          TrainState.initialise(
              engine, network, experiment.seed(), Networks.targetInit(experiment));
      StateTensors tensors = new StateTensors(network, state, engine.precision());
      Optional<String> full = Preflight.tooFull(store, tensors.bytes());
      if (full.isPresent()) {
        throw new StorageException(StorageException.Kind.FULL, 0, full.get(), null);
      }
      List<String> lines = new ArrayList<>(List.of(chosen.reason()));
      lines.addAll(resume(store, experiment, tensors, train));
      return lines;
    }
  }

  private static List<String> resume(
      CheckpointStore store,
      ResolvedExperiment experiment,
      StateTensors tensors,
      PictureSource train)
      throws IOException, OtherNetworkException, ChangedExperimentException {
    CheckpointLoader.Found found = CheckpointLoader.newestComplete(store);
    List<String> lines = new ArrayList<>();
    found
        .rejected()
        .forEach(
            rejected ->
                lines.add(
                    "Checkpoint %s is not used: it %s."
                        .formatted(rejected.name(), rejected.sentence())));
    if (found.checkpoint().isEmpty()) {
      lines.add(
          "A run would begin at the first step: there is no checkpoint in " + store.describe());
      return lines;
    }
    try (Checkpoint checkpoint = found.checkpoint().get()) {
      Comparison compared = Comparison.of(checkpoint.info(), experiment, SampleList.of(train));
      compared.requireAgreement(store.describe() + ", " + checkpoint.name());
      checkpoint.requireNetwork(tensors.layout());
      lines.add(
          "A run would go on after step %d, from %s in %s"
              .formatted(checkpoint.info().step(), checkpoint.name(), store.describe()));
      lines.addAll(compared.told());
      return lines;
    }
  }
}
