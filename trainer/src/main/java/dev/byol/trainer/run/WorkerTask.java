package dev.byol.trainer.run;

import dev.byol.api.channel.Control;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.util.Map;

/**
 * What a worker process is to do, and with whom.
 *
 * @param experiment the experiment, checked
 * @param environment its place among the workers
 * @param environmentVariables what object storage is told beside the experiment
 * @param folder where files go on this machine
 * @param stop whether to stop at the next step boundary
 * @param reporting makes the listeners; of the workers, only rank 0 has any
 * @param board where the run notes how far it is
 * @param orders what is wanted from outside; heard by rank 0 alone
 */
public record WorkerTask(
    ExperimentFile experiment,
    WorkerEnvironment environment,
    Map<String, String> environmentVariables,
    RunFolder folder,
    StopRequest stop,
    Reporting reporting,
    ProgressBoard board,
    Orders orders) {
  /** Whether this worker has heard that the run shall stop; the others may not have yet. */
  boolean isToStop() {
    return stop.requested()
        || orders.supersededBy().isPresent()
        || orders.control().filter(c -> c.action() == Control.Action.STOP).isPresent();
  }
}
