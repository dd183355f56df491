package dev.byol.operator.policy;

import static dev.byol.operator.policy.Policy.Level.BASELINE;
import static dev.byol.operator.policy.Policy.Level.PRIVILEGED;

import dev.byol.api.text.Texts;
import dev.byol.api.validation.Violation;
import dev.byol.operator.policy.Policy.Level;
import dev.byol.operator.template.TemplateRules;
import dev.byol.operator.template.UserTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The Pod Security standards of Kubernetes, as far as a pod template can go beyond them: see
 * https://kubernetes.io/docs/concepts/security/pod-security-standards. What a template leaves unset
 * is set by the operator as the restricted standard wants it.
 */
final class PodSecurity {
  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_wmem");

  private static final Set<String> USUAL_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private static final Set<String> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

  /** What a volume may be by the restricted standard; hostPath is another rule's. */
  private static final Set<String> VOLUMES =
      Set.of(
          "name",
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "hostPath",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  /**
   * What goes beyond a standard.
   *
   * @param path where; {@code C} stands for {@code containers} and {@code initContainers}, {@code
   *     S} for all security contexts, of the pod and of containers
   * @param beyond which values do
   * @param needs the strictest standard that lets them be
   */
  private record Rule(String path, Predicate<Object> beyond, Level needs) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("spec.hostNetwork", is(true), PRIVILEGED),
          new Rule("spec.hostPID", is(true), PRIVILEGED),
          new Rule("spec.hostIPC", is(true), PRIVILEGED),
          new Rule("spec.C[].ports[].hostPort", is(0).negate(), PRIVILEGED),
          new Rule("spec.C[].securityContext.privileged", is(true), PRIVILEGED),
          new Rule("spec.C[].securityContext.procMount", is("Default").negate(), PRIVILEGED),
          new Rule(
              "spec.C[].securityContext.capabilities.add[]",
              among(USUAL_CAPABILITIES).negate(),
              PRIVILEGED),
          new Rule(
              "spec.C[].securityContext.capabilities.add[]",
              is("NET_BIND_SERVICE").negate(),
              BASELINE),
          new Rule(
              "spec.C[].securityContext.capabilities.drop",
              drop -> !((List<?>) drop).contains("ALL"),
              BASELINE),
          new Rule("spec.C[].securityContext.allowPrivilegeEscalation", is(true), BASELINE),
          new Rule("spec.securityContext.sysctls[].name", among(SAFE_SYSCTLS).negate(), PRIVILEGED),
          new Rule("S.seccompProfile.type", is("Unconfined"), PRIVILEGED),
          new Rule("S.appArmorProfile.type", is("Unconfined"), PRIVILEGED),
          new Rule("S.seLinuxOptions.type", among(SELINUX_TYPES).negate(), PRIVILEGED),
          new Rule("S.seLinuxOptions.user", is("").negate(), PRIVILEGED),
          new Rule("S.seLinuxOptions.role", is("").negate(), PRIVILEGED),
          new Rule("S.windowsOptions.hostProcess", is(true), PRIVILEGED),
          new Rule("S.runAsNonRoot", is(false), BASELINE),
          new Rule("S.runAsUser", is(0), BASELINE),
          new Rule(
              "spec.volumes[]",
              volume -> !VOLUMES.containsAll(((Map<?, ?>) volume).keySet()),
              BASELINE),
          new Rule("metadata.annotations", PodSecurity::isUnconfined, PRIVILEGED));

  private PodSecurity() {}

  /** Everything in the template that goes beyond {@code level}. */
  static List<Violation> beyond(Level level, UserTemplate template) {
    List<Violation> found = new ArrayList<>();
    for (Rule rule : RULES) {
      if (rule.needs().compareTo(level) > 0) {
        for (String path : paths(rule.path())) {
          template.at(path).stream()
              .filter(value -> rule.beyond().test(value.value()))
              .filter(value -> found.stream().noneMatch(v -> v.path().equals(value.path())))
              .forEach(value -> found.add(refusal(value.path(), value.value(), level)));
        }
      }
    }
    return found;
  }

  private static List<String> paths(String path) {
    if (path.startsWith("S.")) {
      String rest = "securityContext." + path.substring(2);
      return List.of("spec." + rest, "spec.containers[]." + rest, "spec.initContainers[]." + rest);
    }
    return path.contains("C[]")
        ? List.of(path.replace("C[]", "containers[]"), path.replace("C[]", "initContainers[]"))
        : List.of(path);
  }

  /** Kubernetes before 1.30 said so in annotations, and still listens. */
  private static boolean isUnconfined(Object annotations) {
    return ((Map<?, ?>) annotations)
        .entrySet().stream()
            .anyMatch(
                e ->
                    e.getKey()
                            .toString()
                            .startsWith("container.apparmor.security.beta.kubernetes.io/")
                        && e.getValue().equals("unconfined"));
  }

  private static Violation refusal(String path, Object value, Level level) {
    return Violation.of(
        path,
        Texts.beginning(value.toString(), TemplateRules.LONGEST_SHOWN),
        "what the Pod Security standard "
            + level.name().toLowerCase(Locale.ROOT)
            + " allows, which is the policy of this cluster",
        PolicyCheck.ask("podSecurity"));
  }

  private static Predicate<Object> is(Object value) {
    return value::equals;
  }

  private static Predicate<Object> among(Set<String> values) {
    return value -> values.contains(value.toString());
  }
}
