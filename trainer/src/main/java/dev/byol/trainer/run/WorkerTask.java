package dev.byol.trainer.run;

import dev.byol.trainer.config.ExperimentFile;

/**
 * What a worker process is to do, and with whom.
 *
 * @param experiment the experiment, checked
 * @param environment its place among the workers
 * @param folder where files go on this machine
 * @param stop whether to stop at the next step boundary
 * @param reporting makes the listeners; of the workers, only rank 0 has any
 */
public record WorkerTask(
    ExperimentFile experiment,
    WorkerEnvironment environment,
    RunFolder folder,
    StopRequest stop,
    Reporting reporting) {}
