package dev.byol.api.validation;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.spec.field.TextForm;
import dev.byol.api.spec.workers.EnvironmentSpec;
import dev.byol.api.spec.workers.ResourceClaimSpec;
import dev.byol.api.spec.workers.ResourcesSpec;
import dev.byol.api.spec.workers.TolerationSpec;
import dev.byol.api.spec.workers.VolumeSpec;
import dev.byol.api.spec.workers.WorkersSpec;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Checks what is mounted into worker pods and told to them. */
final class PodRules {
  private static final String WORKERS = "spec.workers.";

  private final Consumer<Violation> found;

  PodRules(Consumer<Violation> found) {
    this.found = found;
  }

  void check(WorkersSpec workers) {
    volumes(orNone(workers.volumes()));
    environment(orNone(workers.env()));
    claims(orNone(workers.resourceClaims()));
    tolerations(orNone(workers.tolerations()));
    if (workers.resources() != null) {
      resources(workers.resources());
    }
  }

  /** What the API server would refuse in each pod. */
  private void resources(ResourcesSpec resources) {
    Map<String, String> limits = resources.limits() == null ? Map.of() : resources.limits();
    Map<String, String> requests = resources.requests() == null ? Map.of() : resources.requests();
    requests.forEach(
        (name, request) -> {
          boolean isDevice = name.contains("/") || name.startsWith("hugepages-");
          Optional<BigDecimal> asked = Amount.of(request);
          Optional<BigDecimal> most = Optional.ofNullable(limits.get(name)).flatMap(Amount::of);
          int order = asked.isEmpty() || most.isEmpty() ? 0 : asked.get().compareTo(most.get());
          String limit = "spec.workers.resources.limits." + name;
          if (isDevice && (!limits.containsKey(name) || order != 0)) {
            refuse(
                "spec.workers.resources.requests." + name,
                Wording.value(request),
                "what " + limit + " says, since it cannot be overcommitted",
                "set " + limit + " alone");
          } else if (order > 0) {
            refuse(
                "spec.workers.resources.requests." + name,
                Wording.value(request),
                "at most " + limit + ", which is " + limits.get(name),
                "raise the limit or lower the request");
          }
        });
  }

  /** What the API server would refuse in each pod. */
  private void tolerations(List<TolerationSpec> tolerations) {
    for (int i = 0; i < tolerations.size(); i++) {
      TolerationSpec toleration = tolerations.get(i);
      String path = WORKERS + "tolerations[" + i + "]";
      boolean exists = "Exists".equals(toleration.operator());
      boolean hasValue = toleration.value() != null && !toleration.value().isEmpty();
      if (exists && hasValue) {
        refuse(
            path + ".value",
            Wording.value(toleration.value()),
            "not set with operator Exists",
            "remove it, or set the operator to Equal");
      }
      if (toleration.key() == null && !exists) {
        refuse(path + ".key", "not set", "a key, unless the operator is Exists", "set one of them");
      }
      if (toleration.tolerationSeconds() != null && !"NoExecute".equals(toleration.effect())) {
        refuse(
            path + ".tolerationSeconds",
            Wording.value(toleration.tolerationSeconds()),
            "only with effect NoExecute",
            "remove it, or set the effect");
      }
    }
  }

  private void volumes(List<VolumeSpec> volumes) {
    Set<String> names = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (int i = 0; i < volumes.size(); i++) {
      VolumeSpec volume = volumes.get(i);
      String path = WORKERS + "volumes[" + i + "]";
      name(path, volume.name(), names);
      oneOf(path, "claimName", volume.claimName(), "hostPath", volume.hostPath());
      if (volume.mountPath() == null || TextForm.MOUNT_PATH.matches(volume.mountPath())) {
        MountPaths.check(path + ".mountPath", volume.mountPath()).ifPresent(found);
      }
      if (volume.mountPath() != null && !places.add(volume.mountPath())) {
        refuse(
            path + ".mountPath",
            Wording.value(volume.mountPath()) + " again",
            "each place once",
            "mount it elsewhere");
      }
    }
  }

  private void environment(List<EnvironmentSpec> variables) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < variables.size(); i++) {
      EnvironmentSpec variable = variables.get(i);
      String path = WORKERS + "env[" + i + "]";
      oneOf(path, "value", variable.value(), "secretName", variable.secretName());
      String name = variable.name();
      if (name == null) {
        refuse(path + ".name", Wording.value(null), TextForm.VARIABLE.inWords(), "name it so");
      } else if (WorkerVariables.isReserved(name)) {
        refuse(
            path + ".name",
            Wording.value(name),
            "names that do not start with BYOL_, except BYOL_JAVA_OPTS",
            "the operator sets it; remove it");
      } else if (!names.add(name)) {
        refuse(
            path + ".name", Wording.value(name) + " again", "each name once", "remove one of them");
      }
    }
  }

  private void claims(List<ResourceClaimSpec> claims) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      ResourceClaimSpec claim = claims.get(i);
      String path = WORKERS + "resourceClaims[" + i + "]";
      name(path, claim.name(), names);
      oneOf(
          path,
          "resourceClaimName",
          claim.resourceClaimName(),
          "resourceClaimTemplateName",
          claim.resourceClaimTemplateName());
    }
  }

  private void name(String path, String name, Set<String> names) {
    if (name == null) {
      refuse(path + ".name", Wording.value(null), TextForm.LABEL.inWords(), "name it so");
    } else if (!names.add(name)) {
      refuse(
          path + ".name", Wording.value(name) + " again", "each name once", "remove one of them");
    }
  }

  private void oneOf(String path, String first, String a, String second, String b) {
    if ((a == null) == (b == null)) {
      refuse(
          path,
          a == null ? "without " + first + " or " + second : "given both",
          "exactly one of " + first + " and " + second,
          a == null ? "set one of them" : "remove one of them");
    }
  }

  private void refuse(String path, String value, String allowed, String remedy) {
    found.accept(Violation.of(path, value, allowed, remedy));
  }

  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }
}
