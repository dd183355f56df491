package dev.byol.api.reference;

import dev.byol.api.channel.EndReason;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.status.ExperimentStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages of reference are those of the code; {@code -Ddocs.write=true} writes them anew. */
class ReferenceTest {
  @Test
  void thePageOfFieldsIsThatOfTheRecords() throws IOException {
    Page.holds(
        "fields.md",
        """
        # Fields of ByolExperiment

        Written by `ReferenceTest` of `crds` from the records; `kubectl explain byol.spec` shows the same. An experiment is a file with
        `apiVersion: byol.dev/v1alpha1`, `kind: ByolExperiment`, `metadata.name` and `spec`; the operator writes `status`. `data.uri` is
        required; so are `training.globalBatch` and a length (`training.maxSteps` or `maxEpochs`) where no preset gives them.
        A field that is left out has the preset's value, else its default. `./byol presets NAME` shows all values of a preset.

        """
            + FieldTables.of("spec", ExperimentSpec.class)
            + "\n"
            + FieldTables.of("status", ExperimentStatus.class));
  }

  @Test
  void thePageOfEndsIsThatOfTheExitStatusesAndReasons() throws IOException {
    Page.holds(
        "ends.md",
        """
        # Exit statuses and ends of attempts

        Written by `ReferenceTest` of `crds` from `ExitCode` and `EndReason`. "Counts" says whether the end counts as a failure against
        `spec.faultTolerance.maxFailures`. [kubernetes.md](../kubernetes.md#what-a-failure-does) says how long the operator waits before
        the next attempt.

        ## Exit statuses of a worker
        A worker leaves its last words as the pod's termination message and ends with one of these. Any other status, such as 137 of a
        kill, is `Crashed`. `./byol train` answers 2 where a worker ends with 20, 21, 24 or 26.

        | status | meaning | reason | counts | then |
        | --- | --- | --- | --- | --- |
        %s
        ## Reasons for the end of an attempt
        `status.attempts[].endedBy`, the reason of an event and the label `reason` of `byol_attempts_ended_total`.

        | what | reason | counts | then |
        | --- | --- | --- | --- |
        %s"""
            .formatted(statuses(), reasons()));
  }

  private static String statuses() {
    return Arrays.stream(ExitCode.values())
        .map(
            code ->
                "| %d | %s | `%s` | %s | %s |%n"
                    .formatted(
                        code.status(),
                        code.meaning(),
                        code.reason().word(),
                        code.reason().charge().counts(),
                        code.reason().sequel().words()))
        .collect(Collectors.joining());
  }

  private static String reasons() {
    return Arrays.stream(EndReason.values())
        .map(
            reason ->
                "| %s | `%s` | %s | %s |%n"
                    .formatted(
                        reason.what(),
                        reason.word(),
                        reason.charge().counts(),
                        reason.sequel().words()))
        .collect(Collectors.joining());
  }
}
