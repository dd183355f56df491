package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.run.WorkerExit.EndedBy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void stoppedWorkersAreAStoppedRunEvenIfOneWasDoneAlready() {
    assertThat(verdict(0, 10).code()).isEqualTo(ExitCode.STOPPED);
  }

  @Test
  void theCauseComesBeforeItsConsequences() {
    assertThat(verdict(11, 11, 139, 11).culprit().orElseThrow().rank()).isEqualTo(2);
    assertThat(verdict(11, 1).code()).isEqualTo(ExitCode.BUG);
  }

  @Test
  void ofSeveralThatFoundTheSameMistakeOfTheUserWorker0IsNamed() {
    var exits = List.of(new WorkerExit(1, 2, EndedBy.ITSELF), new WorkerExit(0, 2, EndedBy.ITSELF));

    assertThat(Verdict.of(exits).culprit().orElseThrow().rank()).isZero();
    assertThat(Verdict.of(exits).code()).isEqualTo(ExitCode.USER_MUST_MEND);
  }

  @Test
  void aWorkerEndedBySignalIsALostPeer() {
    assertThat(verdict(137, 11).code()).isEqualTo(ExitCode.PEER_LOST);
    assertThat(verdict(143).code()).isEqualTo(ExitCode.PEER_LOST);
  }

  @Test
  void aStatusThatIsNoneOfOursIsABug() {
    assertThat(verdict(77).code()).isEqualTo(ExitCode.BUG);
  }

  @Test
  void whatTheLauncherKilledIsBlamedOnlyIfNobodyElseCanBe() {
    var killed = new WorkerExit(0, 137, EndedBy.LAUNCHER);

    assertThat(Verdict.of(List.of(killed, new WorkerExit(1, 1, EndedBy.ITSELF))).code())
        .isEqualTo(ExitCode.BUG);
    assertThat(Verdict.of(List.of(killed)).culprit().orElseThrow().words())
        .isEqualTo("did not end in time and was killed");
  }

  private static Verdict verdict(int... statuses) {
    List<WorkerExit> exits = new ArrayList<>();
    for (int rank = 0; rank < statuses.length; rank++) {
      exits.add(new WorkerExit(rank, statuses[rank], EndedBy.ITSELF));
    }
    return Verdict.of(exits);
  }
}
