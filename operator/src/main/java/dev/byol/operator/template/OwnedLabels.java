package dev.byol.operator.template;

import dev.byol.api.validation.Violation;
import java.util.List;
import java.util.Optional;

/** Labels and annotations by which the operator, Jobs and queues know their pods. */
public final class OwnedLabels {
  private static final List<String> DOMAINS = List.of("byol.dev/", "batch.kubernetes.io/");
  private static final List<String> NAMES =
      List.of(
          "app.kubernetes.io/managed-by",
          "app.kubernetes.io/name",
          "controller-uid",
          "job-name",
          "scheduling.k8s.io/group-name",
          "scheduling.x-k8s.io/pod-group");

  /** A queue may stand in one place alone. */
  private static final String QUEUE = "kueue.x-k8s.io/queue-name";

  private OwnedLabels() {}

  /**
   * What is wrong with a label or annotation that a user wants.
   *
   * @param section the field that it stands in
   */
  public static Optional<Violation> check(String section, String name, String value) {
    if (name.equals(QUEUE)) {
      return Optional.of(refusal(section, name, value, "set spec.scheduling.queue instead"));
    }
    return NAMES.contains(name) || DOMAINS.stream().anyMatch(name::startsWith)
        ? Optional.of(refusal(section, name, value, "remove it; the operator sets it"))
        : Optional.empty();
  }

  private static Violation refusal(String section, String name, String value, String remedy) {
    return Violation.of(
        section + "." + name,
        '"' + value + '"',
        "any but " + String.join("*, ", DOMAINS) + "*, " + String.join(", ", NAMES) + ", " + QUEUE,
        remedy);
  }
}
