package dev.byol.operator.policy;

import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.workers.EnvironmentSpec;
import dev.byol.api.spec.workers.TolerationSpec;
import dev.byol.api.spec.workers.VolumeSpec;
import dev.byol.api.spec.workers.WorkersSpec;
import dev.byol.operator.template.Tree;
import dev.byol.operator.template.Tree.Found;
import dev.byol.operator.template.UserTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything that an experiment uses and a policy may forbid, wherever it is written. */
final class Uses {
  private static final String WORKERS = "spec.workers.";

  /** What is used. */
  enum Kind {
    SERVICE_ACCOUNT,
    HOST_PATH,
    SECRET,
    PRIORITY_CLASS,
    TOLERATION,
    IMAGE
  }

  /**
   * One of them.
   *
   * @param path where it is written
   * @param name its name; of a toleration {@code KEY}, {@code KEY=VALUE}, or {@code *} for all
   */
  record Use(Kind kind, String path, String name) {}

  private final List<Use> uses = new ArrayList<>();

  private Uses() {}

  static List<Use> of(ExperimentSpec spec, UserTemplate template) {
    var found = new Uses();
    if (spec.workers() != null) {
      found.workers(spec.workers());
    }
    if (spec.storage() != null) {
      found.add(Kind.SECRET, "spec.storage.credentialsSecret", spec.storage().credentialsSecret());
    }
    found.template(template);
    return found.uses;
  }

  private void workers(WorkersSpec workers) {
    add(Kind.SERVICE_ACCOUNT, WORKERS + "serviceAccount", workers.serviceAccount());
    add(Kind.PRIORITY_CLASS, WORKERS + "priorityClassName", workers.priorityClassName());
    add(Kind.IMAGE, WORKERS + "image", workers.image());
    List<VolumeSpec> volumes = orNone(workers.volumes());
    for (int i = 0; i < volumes.size(); i++) {
      add(Kind.HOST_PATH, WORKERS + "volumes[" + i + "].hostPath", volumes.get(i).hostPath());
    }
    List<EnvironmentSpec> variables = orNone(workers.env());
    for (int i = 0; i < variables.size(); i++) {
      add(Kind.SECRET, WORKERS + "env[" + i + "].secretName", variables.get(i).secretName());
    }
    List<String> pullSecrets = orNone(workers.imagePullSecrets());
    for (int i = 0; i < pullSecrets.size(); i++) {
      add(Kind.SECRET, WORKERS + "imagePullSecrets[" + i + "]", pullSecrets.get(i));
    }
    List<TolerationSpec> tolerations = orNone(workers.tolerations());
    for (int i = 0; i < tolerations.size(); i++) {
      TolerationSpec t = tolerations.get(i);
      toleration(WORKERS + "tolerations[" + i + "]", t.key(), t.operator(), t.value());
    }
  }

  private void template(UserTemplate template) {
    template
        .at("spec.priorityClassName")
        .forEach(f -> add(Kind.PRIORITY_CLASS, f.path(), f.value()));
    template.at("spec.containers[].image").forEach(f -> add(Kind.IMAGE, f.path(), f.value()));
    template.at("spec.initContainers[].image").forEach(f -> add(Kind.IMAGE, f.path(), f.value()));
    template
        .at("spec.volumes[].image.reference")
        .forEach(f -> add(Kind.IMAGE, f.path(), f.value()));
    template
        .at("spec.volumes[].hostPath.path")
        .forEach(f -> add(Kind.HOST_PATH, f.path(), f.value()));
    for (Found found : template.at("spec.tolerations[]")) {
      Map<?, ?> t = (Map<?, ?>) found.value();
      toleration(found.path(), t.get("key"), t.get("operator"), t.get("value"));
    }
    template.at("spec").forEach(spec -> Tree.walk(spec.value(), spec.path(), this::secret));
  }

  /** Kubernetes has some fifteen fields that name a Secret; each has the word in its name. */
  private void secret(String field, Found found) {
    if (field.equals("secretName")) {
      add(Kind.SECRET, found.path(), found.value());
    } else if (field.equals("imagePullSecrets")) {
      Tree.at(Map.of(field, found.value()), "", field + "[].name")
          .forEach(
              n ->
                  add(
                      Kind.SECRET,
                      found.path() + n.path().substring(1 + field.length()),
                      n.value()));
    } else if (field.toLowerCase(Locale.ROOT).contains("secret")
        && found.value() instanceof Map<?, ?> reference) {
      add(Kind.SECRET, found.path() + ".name", reference.get("name"));
    }
  }

  private void toleration(String path, Object key, Object operator, Object value) {
    if (key == null || key.equals("")) {
      add(Kind.TOLERATION, path, "*");
    } else {
      boolean anyValue = "Exists".equals(operator);
      add(Kind.TOLERATION, path, anyValue ? key : key + "=" + (value == null ? "" : value));
    }
  }

  /** An empty name is none to Kubernetes, but for accounts, where it would be that of all. */
  private void add(Kind kind, String path, Object name) {
    if (name != null && (kind == Kind.SERVICE_ACCOUNT || !name.equals(""))) {
      uses.add(new Use(kind, path, name.toString()));
    }
  }

  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }
}
