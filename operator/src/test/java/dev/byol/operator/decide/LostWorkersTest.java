package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.HeartbeatHistory;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Workers that fall silent, and what is made of their nodes and peers. */
class LostWorkersTest {
  private final World world = new World();

  @Test
  void theCauseIsWaitedForBeforeALostPeerIsBlamed() {
    world.running(120);
    world.podsObey = false;
    world.ends(0, ExitCode.PEER_LOST, "rank 1 does not answer").pass();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.now = world.now.plusSeconds(3);
    world.ends(1, 137, "OOMKilled", "").settle();
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("OutOfMemory");
  }

  @Test
  void aPeerThatStaysSilentOnANodeThatDoesTooIsALostNode() {
    world.running(120);
    world.ends(0, ExitCode.PEER_LOST, "rank 1 does not answer");
    world.eachPod(pod -> pod.rank() == 1 ? World.silent(pod, world.now) : pod);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.status.attempts().get(0))
        .returns("NodeLost", a -> a.endedBy())
        .returns("Disruption", a -> a.charge())
        .returns(1, a -> a.rank())
        .returns("node-1", a -> a.node());
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void aPeerThatHangsOnANodeThatIsWellIsAFailure() {
    world.running(120);
    world.podsObey = false;
    world.ends(0, ExitCode.PEER_LOST, "rank 1 does not answer").pass();
    world.pass(Duration.ofSeconds(46));
    assertThat(world.status.attempts().get(0))
        .returns("PeerLost", a -> a.endedBy())
        .returns("Failure", a -> a.charge());
    world.pass(Duration.ofSeconds(10));
    assertThat(world.status.attempt().number()).as("while the other may run").isEqualTo(1);
    world.pods.remove("photos-a1-1");
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void aPodThatDoesNotEndOnItsNodeIsLostAndLaterTakenOffTheBooks() {
    world.running(120);
    world.podsObey = false;
    world.eachPod(
        pod ->
            World.disrupted(
                World.deleted(pod, world.now.plusSeconds(120)),
                "DeletionByTaintManager: Taint manager: deleting due to NoExecute taint"));
    world.pass(Duration.ofSeconds(125));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(10));
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("NodeLost");
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.pods).containsKey("photos-a1-0");
    world.pass(Duration.ofSeconds(120));
    assertThat(world.pods).doesNotContainKey("photos-a1-0");
    assertThat(world.reasonsTold()).contains("PodForceDeleted");
  }

  @Test
  void aSilentNodeWhoseWorkersStillReportStepsIsLeftAlone() {
    world.running(120);
    world.eachPod(pod -> World.silent(pod, world.now));
    for (int i = 0; i < 30; i++) {
      world.trainsTo(121 + i).pass(Duration.ofSeconds(10));
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void stepsThatWereHeardButNotWrittenYetKeepASilentNode() {
    world.running(120);
    world.eachPod(pod -> World.silent(pod, world.now));
    for (int i = 0; i < 30; i++) {
      world.now = world.now.plusSeconds(10);
      // The status is not written for figures alone.
      world.pulse =
          new HeartbeatHistory(
              Optional.of(world.now), Optional.of(world.now), world.now.plusSeconds(30));
      world.pass();
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void aNodeSilentForLongWithoutStepsIsLost() {
    world.running(120);
    world.eachPod(pod -> World.silent(pod, world.now));
    world.pass(Duration.ofSeconds(121));
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("NodeLost");
  }
}
