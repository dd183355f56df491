package dev.byol.trainer.telemetry.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.channel.WorkerWait;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ranks other than 0 wait for reaches the Lease, and nothing else of theirs does. */
class WaitChannelTest {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final String SAID = "cannot read s3://data: HTTP 403";

  @TempDir Path folder;
  private final ProgressBoard board = new ProgressBoard(3);
  private FakeApiServer server;
  private WaitChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer(folder);
    channel =
        WaitChannel.open(
            server.account(), LeaseAddress.parse("vision/photos"), "photos-a3-2", 2, board, OFTEN);
  }

  @AfterEach
  void end() {
    channel.close();
    server.close();
  }

  @Test
  void aWaitIsToldWithItsRankAndTakenBackWhenItIsOver() throws Exception {
    board.waiting(ExitCode.STORAGE_REFUSED, SAID);

    FakeApiServer.Patch told = server.await(FakeApiServer.Patch::isOfWaiters);
    WorkerWait wait = told.waiting().orElseThrow();
    assertThat(wait).isEqualTo(waits(3, 2));
    assertThat(told.body().path("spec").isMissingNode()).as("it renews nothing").isTrue();
    server.waits(wait);

    board.waitedEnough();

    assertThat(server.await(p -> p.isOfWaiters() && p.waiting().isEmpty()).waiting()).isEmpty();
  }

  @Test
  void whatAnotherRankHasToldIsLeftUntilThatIsGone() throws Exception {
    server.waits(waits(3, 7));
    board.waiting(ExitCode.STORAGE_REFUSED, SAID);
    for (int looks = 0; looks < 3; looks++) {
      assertThat(server.await(any -> true).isOfWaiters()).isFalse();
    }

    server.waits(null);

    assertThat(server.await(FakeApiServer.Patch::isOfWaiters).waiting()).contains(waits(3, 2));
  }

  @Test
  void whatAnEarlierAttemptHasLeftBehindIsReplaced() throws Exception {
    server.waits(waits(2, 7));
    board.waiting(ExitCode.STORAGE_REFUSED, SAID);

    assertThat(server.await(FakeApiServer.Patch::isOfWaiters).waiting()).contains(waits(3, 2));
  }

  @Test
  void aWorkerThatEndsTakesBackWhatItTold() throws Exception {
    board.waiting(ExitCode.STORAGE_REFUSED, SAID);
    server.waits(server.await(FakeApiServer.Patch::isOfWaiters).waiting().orElseThrow());

    channel.close();

    assertThat(server.await(p -> p.isOfWaiters() && p.waiting().isEmpty()).waiting())
        .isEqualTo(Optional.empty());
  }

  private static WorkerWait waits(long attempt, int rank) {
    return new WorkerWait(attempt, rank, new WaitReport(ExitCode.STORAGE_REFUSED, SAID));
  }
}
