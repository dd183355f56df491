package dev.byol.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.api.channel.LeaseAnnotations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Heartbeats come often enough for silence to be told from them: one bound, wherever it is set. */
class HeartbeatBoundTest {
  private static final int LONGEST = LeaseAnnotations.LONGEST_HEARTBEAT_SECONDS;

  @Test
  void theOperatorTakesNoLongerHeartbeats() {
    assertThat(heartbeat(LONGEST).heartbeatSeconds()).isEqualTo(LONGEST);
    assertThatThrownBy(() -> heartbeat(LONGEST + 1)).hasMessageEndingWith("allowed: 1 to 60");
  }

  private static OperatorSettings heartbeat(int seconds) {
    return OperatorSettings.from(Map.of("BYOL_HEARTBEAT_SECONDS", Integer.toString(seconds)));
  }

  @Test
  void neitherDoesTheChart() throws IOException {
    JsonNode schema =
        new ObjectMapper()
            .readTree(Path.of("..", "helm", "byol-operator", "values.schema.json").toFile());
    assertThat(schema.at("/properties/workers/properties/heartbeatSeconds/maximum").asInt())
        .isEqualTo(LONGEST);
  }
}
