package dev.byol.trainer.telemetry.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.Control;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.trainer.telemetry.ProgressBoard;
import dev.byol.trainer.telemetry.Steps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseChannelTest {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration SELDOM = Duration.ofHours(1);

  @TempDir Path folder;
  private final BlockingQueue<String> dumps = new LinkedBlockingQueue<>();
  private final ProgressBoard board = new ProgressBoard(3);
  private FakeApiServer server;
  private LeaseChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer(folder);
  }

  @AfterEach
  void end() {
    if (channel != null) {
      channel.close();
    }
    server.close();
  }

  private void open(Duration interval) {
    channel =
        LeaseChannel.open(
            server.account(),
            LeaseAddress.parse("vision/photos"),
            "photos-a3-0",
            3,
            board,
            interval,
            dumps::add);
  }

  @Test
  void aRenewalIsAServerSideApplyOfHolderTimeAndProgress() throws Exception {
    open(OFTEN);

    FakeApiServer.Patch patch = server.await(any -> true);

    assertThat(patch.uri())
        .isEqualTo(
            "/apis/coordination.k8s.io/v1/namespaces/vision/leases/photos?fieldManager=byol-trainer&force=true");
    assertThat(patch.contentType()).isEqualTo("application/apply-patch+yaml");
    assertThat(patch.token()).isEqualTo("Bearer first");
    assertThat(patch.body().path("kind").asText()).isEqualTo("Lease");
    assertThat(patch.body().path("spec").path("holderIdentity").asText())
        .isEqualTo("photos-a3-0/a3");
    assertThat(patch.body().path("spec").path("renewTime").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(patch.progress().phase()).isEqualTo(WorkerPhase.STARTING);
    assertThat(patch.progress().attempt()).isEqualTo(3);
  }

  @Test
  void stepsAndCheckpointsAreToldWithWhatIsUnknownLeftOut() throws Exception {
    open(OFTEN);
    board.obeying(0, 100, 120);
    board.onStep(Steps.unlabelled(41, 100, Double.NaN));
    board.checkpointed(new CheckpointReport(40, "/shared/step-40", Instant.EPOCH, 5L));

    var progress = server.await(patch -> patch.progress().checkpoint() != null).progress();

    assertThat(progress.step()).isEqualTo(42);
    assertThat(progress.maxSteps()).isEqualTo(100);
    assertThat(progress.scheduleSteps()).isEqualTo(120);
    assertThat(progress.loss()).isNull();
    assertThat(progress.top1()).isNull();
    assertThat(progress.etaSeconds()).isEqualTo(6);
    assertThat(progress.phase()).isEqualTo(WorkerPhase.TRAINING);
  }

  @Test
  void theAnswerBringsTheControl() throws Exception {
    Control stop = new Control(3, 7, Control.Action.STOP, null, null, null);
    server.control(stop);
    open(OFTEN);

    awaitControl();

    assertThat(channel.control()).contains(stop);
    assertThat(channel.supersededBy()).isEmpty();
  }

  @Test
  void anotherAttemptsControlIsNotOurs() throws Exception {
    server.control(new Control(2, 9, Control.Action.STOP, null, null, null));
    open(OFTEN);
    server.await(any -> true);
    server.await(any -> true);

    assertThat(channel.control()).isEmpty();
    assertThat(channel.supersededBy()).isEmpty();
  }

  @Test
  void aNewerAttemptTakesOurPlace() throws Exception {
    server.control(new Control(4, 1, Control.Action.RUN, null, null, null));
    open(OFTEN);
    server.await(any -> true);
    server.await(any -> true);

    assertThat(channel.supersededBy()).hasValue(4);
    assertThat(channel.control()).isEmpty();
  }

  @Test
  void stacksAreDumpedOnceAndAcknowledgedWhateverTheRunDoes() throws Exception {
    server.control(new Control(3, 2, Control.Action.DUMP, null, null, null));
    open(OFTEN);

    server.await(patch -> patch.progress().acknowledged() == 2);
    server.await(any -> true);

    assertThat(dumps).hasSize(1);
    assertThat(dumps.poll())
        .contains("\"lease\" RUNNABLE", StackDump.class.getSimpleName() + ".take");
  }

  @Test
  void theTokenIsReadAnewEachTime() throws Exception {
    open(OFTEN);
    server.await(any -> true);

    server.token("second");

    server.await(patch -> patch.token().equals("Bearer second"));
  }

  @Test
  void anApiServerThatWasAwayHearsTheNewestProgress() throws Exception {
    open(OFTEN);
    server.await(any -> true);
    server.close();
    board.onStep(Steps.step(9, 100));
    TimeUnit.MILLISECONDS.sleep(200);

    server = server.again();

    assertThat(server.await(any -> true).progress().step()).isEqualTo(10);
  }

  @Test
  void refusalsAndNonsenseDisturbNobody() throws Exception {
    server.status(403);
    open(OFTEN);
    server.await(any -> true);
    server.status(200);
    server.controlText("{not json");
    server.await(any -> true);
    server.control(new Control(3, 1, Control.Action.CHECKPOINT, null, null, null));

    awaitControl();

    assertThat(channel.control()).isPresent();
  }

  @Test
  void newsDoesNotWaitForTheInterval() throws Exception {
    open(SELDOM);
    server.await(any -> true);

    board.phase(WorkerPhase.STOPPING);

    server.await(patch -> patch.progress().phase() == WorkerPhase.STOPPING);
  }

  @Test
  void closingTellsTheEnd() throws Exception {
    open(SELDOM);
    server.await(any -> true);
    board.onStep(Steps.step(99, 100));

    channel.close();

    server.await(patch -> patch.progress().step() == 100);
  }

  @Test
  void whatIsNoAddressIsRefusedWithTheForm() {
    assertThatThrownBy(() -> LeaseAddress.parse("photos")).hasMessageContaining("namespace/name");
    assertThatThrownBy(() -> LeaseAddress.parse("a/../b")).hasMessageContaining("namespace/name");
  }

  private void awaitControl() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (channel.control().isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
