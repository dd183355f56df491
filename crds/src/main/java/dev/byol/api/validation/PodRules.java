package dev.byol.api.validation;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.spec.EnvironmentSpec;
import dev.byol.api.spec.ResourceClaimSpec;
import dev.byol.api.spec.VolumeSpec;
import dev.byol.api.spec.WorkersSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Checks what is mounted into worker pods and told to them. */
final class PodRules {
  private static final String WORKERS = "spec.workers.";
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,252}");

  private final Consumer<Violation> found;

  PodRules(Consumer<Violation> found) {
    this.found = found;
  }

  void check(WorkersSpec workers) {
    volumes(orNone(workers.volumes()));
    environment(orNone(workers.env()));
    claims(orNone(workers.resourceClaims()));
  }

  private void volumes(List<VolumeSpec> volumes) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < volumes.size(); i++) {
      VolumeSpec volume = volumes.get(i);
      String path = WORKERS + "volumes[" + i + "]";
      name(path, volume.name(), names);
      oneOf(path, "claimName", volume.claimName(), "hostPath", volume.hostPath());
      MountPaths.check(path + ".mountPath", volume.mountPath()).ifPresent(found);
    }
  }

  private void environment(List<EnvironmentSpec> variables) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < variables.size(); i++) {
      EnvironmentSpec variable = variables.get(i);
      String path = WORKERS + "env[" + i + "]";
      oneOf(path, "value", variable.value(), "secretName", variable.secretName());
      String name = variable.name();
      if (name == null || !VARIABLE.matcher(name).matches()) {
        refuse(path + ".name", Say.value(name), "letters, digits and '_'", "name it so");
      } else if (WorkerVariables.isReserved(name)) {
        refuse(
            path + ".name",
            Say.value(name),
            "names that do not start with BYOL_, except BYOL_JAVA_OPTS",
            "the operator sets it; remove it");
      } else if (!names.add(name)) {
        refuse(path + ".name", Say.value(name) + " again", "each name once", "remove one of them");
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
    if (name == null || !LABEL.matcher(name).matches()) {
      refuse(
          path + ".name",
          Say.value(name),
          "1 to 63 lower case letters, digits and '-', no '-' at either end",
          "name it so");
    } else if (!names.add(name)) {
      refuse(path + ".name", Say.value(name) + " again", "each name once", "remove one of them");
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
