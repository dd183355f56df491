package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A node goes away with a worker on it, and comes back. */
@OnCluster
@EnabledIfEnvironmentVariable(named = Levers.PROGRAM, matches = ".+", disabledReason = Levers.WHY)
@Execution(ExecutionMode.SAME_THREAD)
class NodeLossE2E extends Rows {
  @Test
  void aNodeThatLosesItsPowerCostsADisruptionAndTheRunGoesOnElsewhere() {
    Row row = Row.start(Digits.of("powerless", Digits.FOREVER, 2));
    row.awaitStep(25);
    String node = nodeWithoutOperator(row);

    Levers.nodeOff(node);
    try {
      assertGoesOnElsewhere(row, node);
    } finally {
      Levers.nodeOn(node);
      Cluster.awaitNode(node);
    }
  }

  @Test
  void aNodeThatIsCutOffCostsADisruptionAndItsWorkerCannotHarmTheNextAttempt() {
    Row row = Row.start(Digits.of("cutoff", Digits.FOREVER, 2));
    row.awaitStep(25);
    String node = nodeWithoutOperator(row);

    Levers.nodeCut(node);
    try {
      assertGoesOnElsewhere(row, node);
    } finally {
      Levers.nodeHeal(node);
      Cluster.awaitNode(node);
    }

    row.awaitSteps(20);
    assertThat(row.status().at("/attempt/number").asLong()).isEqualTo(2);
  }

  private static void assertGoesOnElsewhere(Row row, String node) {
    JsonNode again = row.awaitAttempt(2);
    JsonNode ended = again.at("/attempts/0");
    assertThat(ended.at("/endedBy").asText()).isEqualTo("NodeLost");
    assertThat(ended.at("/charge").asText()).isEqualTo("Disruption");
    assertThat(ended.at("/node").asText()).isEqualTo(node);
    assertThat(again.at("/attempt/fromStep").asLong()).isGreaterThanOrEqualTo(20);
    assertThat(again.at("/workers/nodes").asText()).doesNotContain(node);
    assertThat(again.at("/budget/failures").asInt()).isZero();
    assertThat(row.describe()).contains("NodeLost", node);
  }

  /** The operator's own death is another test's. */
  private static String nodeWithoutOperator(Row row) {
    String operators = Release.nodes();
    return IntStream.of(1, 0)
        .mapToObj(row::node)
        .filter(node -> !operators.contains(node))
        .findFirst()
        .orElseThrow(() -> new AssertionError("both workers are beside the operator"));
  }
}
