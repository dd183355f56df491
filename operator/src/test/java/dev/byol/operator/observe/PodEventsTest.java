package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.operator.observe.PodEvents.Reader;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodEventsTest {
  private static final String BEFORE = "2026-01-01T00:00:00Z";
  private static final String LATER = "2026-01-01T00:02:00Z";

  @Test
  void aVolumeThatCannotBeMountedIsTheTrouble() {
    assertThat(
            Reader.newest(
                Stream.of(
                    event("Normal", "Scheduled", BEFORE, "on node-1"),
                    event("Warning", "FailedMount", BEFORE, "secret \"keys\" not found"))))
        .contains("FailedMount: secret \"keys\" not found");
  }

  @Test
  void whatWasOvercomeIsNoTrouble() {
    assertThat(
            Reader.newest(
                Stream.of(
                    event("Warning", "FailedAttachVolume", BEFORE, "Multi-Attach error"),
                    event("Normal", "Pulling", LATER, "pulling the image"))))
        .isEmpty();
  }

  @Test
  void warningsThatHoldNothingUpArePassedOver() {
    assertThat(
            Reader.newest(
                Stream.of(
                    event("Warning", "FailedMount", BEFORE, "no such device"),
                    event("Warning", "DNSConfigForming", LATER, "too many names"))))
        .contains("FailedMount: no such device");
  }

  @Test
  void nothingIsKnownWithoutEvents() {
    assertThat(Reader.newest(Stream.of())).isEmpty();
  }

  private static Event event(String type, String reason, String at, String message) {
    return new EventBuilder()
        .withNewMetadata()
        .withCreationTimestamp(BEFORE)
        .endMetadata()
        .withType(type)
        .withReason(reason)
        .withLastTimestamp(at)
        .withMessage(message)
        .build();
  }
}
