package dev.byol.operator.policy;

import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.validation.Violation;
import dev.byol.operator.policy.Uses.Use;
import dev.byol.operator.template.UserTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an experiment uses and the administrators' policy does not permit. */
public final class PolicyCheck {
  private PolicyCheck() {}

  /**
   * Everything that is not permitted.
   *
   * @param filled the experiment with its defaults
   * @param template its pod template, which fits its type
   * @param own the trainer's image that the operator was installed with, always permitted
   */
  public static List<Violation> of(
      Policy policy, ExperimentSpec filled, UserTemplate template, Optional<String> own) {
    List<Violation> found = new ArrayList<>();
    for (Use use : Uses.of(filled, template)) {
      boolean isOwn = use.kind() == Uses.Kind.IMAGE && own.filter(use.name()::equals).isPresent();
      if (!isOwn && !isPermitted(policy, use)) {
        found.add(refusal(policy, use));
      }
    }
    found.addAll(PodSecurity.beyond(policy.podSecurity(), template));
    return List.copyOf(found);
  }

  private static boolean isPermitted(Policy policy, Use use) {
    return switch (use.kind()) {
      case HOST_PATH -> HostPaths.permits(policy.hostPaths(), use.name());
      case TOLERATION -> isTolerationPermitted(policy.tolerations(), use.name());
      default -> Patterns.permit(permitted(policy, use.kind()), use.name());
    };
  }

  /** To tolerate all taints, or all values of one, takes a permission that says as much. */
  private static boolean isTolerationPermitted(List<String> permitted, String toleration) {
    if (toleration.equals("*")) {
      return permitted.contains("*");
    }
    int equals = toleration.indexOf('=');
    String key = equals < 0 ? toleration : toleration.substring(0, equals);
    return permitted.stream()
        .anyMatch(
            entry ->
                Patterns.permit(
                    List.of(entry), entry.contains("=") && equals >= 0 ? toleration : key));
  }

  private static List<String> permitted(Policy policy, Uses.Kind kind) {
    return switch (kind) {
      case SERVICE_ACCOUNT -> policy.serviceAccounts();
      case HOST_PATH -> policy.hostPaths();
      case SECRET -> policy.secrets();
      case PRIORITY_CLASS -> policy.priorityClasses();
      case TOLERATION -> policy.tolerations();
      case IMAGE -> policy.images();
    };
  }

  private static Violation refusal(Policy policy, Use use) {
    List<String> permitted = permitted(policy, use.kind());
    String list = permitted.isEmpty() ? "none" : String.join(", ", permitted);
    return Violation.of(
        use.path(),
        '"' + use.name() + '"',
        switch (use.kind()) {
          case SERVICE_ACCOUNT ->
              "service accounts that the policy of this cluster permits ("
                  + list
                  + "), or unset for one of the experiment's own";
          case HOST_PATH ->
              "folders of nodes that the policy of this cluster permits ("
                  + list
                  + "), or a PersistentVolumeClaim";
          case SECRET -> "Secrets that the policy of this cluster permits (" + list + ")";
          case PRIORITY_CLASS ->
              "priority classes that the policy of this cluster permits (" + list + ")";
          case TOLERATION -> "tolerations that the policy of this cluster permits (" + list + ")";
          case IMAGE -> "images that the policy of this cluster permits (" + list + ")";
        },
        ask(
            switch (use.kind()) {
              case SERVICE_ACCOUNT -> "serviceAccounts";
              case HOST_PATH -> "hostPaths";
              case SECRET -> "secrets";
              case PRIORITY_CLASS -> "priorityClasses";
              case TOLERATION -> "tolerations";
              case IMAGE -> "images";
            }));
  }

  static String ask(String value) {
    return "change it, or ask an administrator to permit it by policy."
        + value
        + " of the operator's chart";
  }
}
