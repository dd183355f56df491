package dev.byol.operator.template;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.workers.EnvironmentSpec;
import dev.byol.api.spec.workers.ResourcesSpec;
import dev.byol.api.spec.workers.VolumeSpec;
import dev.byol.api.spec.workers.WorkersSpec;
import dev.byol.api.text.Texts;
import dev.byol.api.validation.MountPaths;
import dev.byol.api.validation.Violation;
import dev.byol.operator.template.Tree.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a template can be laid under what the operator sets: nothing that it sets itself, nothing
 * that other fields of the experiment say too, and no container that would keep a pod from ending.
 */
public final class TemplateRules {
  /** Name of the trainer's container: {@value}. */
  public static final String TRAINER = "trainer";

  /** In front of the volumes of {@code spec.workers.volumes}: {@value}. */
  public static final String USERS_VOLUMES = "user-";

  /** Volumes of the operator; other containers may mount them. */
  public static final List<String> VOLUMES =
      List.of("config", "credentials", "token", "tmp", "run", "shm");

  /** Name of the port at which rank 0 forms the generation: {@value}. */
  public static final String PORT = "rendezvous";

  /** Number of that port: {@value}. */
  public static final int PORT_NUMBER = 29400;

  /** Characters of a wrong value that are shown: {@value}. */
  public static final int LONGEST_SHOWN = 80;

  private final UserTemplate template;
  private final WorkersSpec workers;
  private final List<Violation> found = new ArrayList<>();

  private TemplateRules(UserTemplate template, WorkersSpec workers) {
    this.template = template;
    this.workers = workers;
  }

  /** Everything that is wrong with the template of an experiment, which has its defaults. */
  public static List<Violation> check(UserTemplate template, ExperimentSpec filled) {
    if (!template.misfits().isEmpty()) {
      return template.misfits();
    }
    var rules = new TemplateRules(template, filled.workers());
    rules.all();
    return List.copyOf(rules.found);
  }

  private void all() {
    OwnedFields.OF_PODS.forEach((path, remedy) -> template.at(path).forEach(f -> own(f, remedy)));
    labels("metadata.labels");
    labels("metadata.annotations");
    containers();
    volumes();
    saidTwice();
  }

  private void labels(String section) {
    for (Found labels : template.at(section)) {
      ((Map<?, ?>) labels.value())
          .forEach(
              (name, value) ->
                  OwnedLabels.check(labels.path(), name.toString(), value.toString())
                      .ifPresent(found::add));
    }
  }

  private void containers() {
    for (Found container : template.at("spec.containers[]")) {
      Object name = ((Map<?, ?>) container.value()).get("name");
      if (TRAINER.equals(name)) {
        trainer(container);
      } else {
        refuse(
            container.path() + ".name",
            name,
            TRAINER,
            "write other containers under initContainers with restartPolicy: Always, else the pod would never end");
      }
    }
    noneTwice("spec.containers[].name");
    noneTwice("spec.initContainers[].name");
    template.at("spec.initContainers[].name").stream()
        .filter(name -> TRAINER.equals(name.value()))
        .forEach(n -> refuse(n.path(), n.value(), "any name but " + TRAINER, "name it otherwise"));
  }

  private void trainer(Found container) {
    OwnedFields.OF_THE_TRAINER.forEach(
        (field, remedy) -> in(container, field).forEach(f -> own(f, remedy)));
    environment(container);
    for (Found port : in(container, "ports[]")) {
      Map<?, ?> fields = (Map<?, ?>) port.value();
      if (PORT.equals(fields.get("name"))
          || Integer.valueOf(PORT_NUMBER).equals(fields.get("containerPort"))) {
        refuse(
            port.path(),
            fields,
            "any port but " + PORT + ", " + PORT_NUMBER,
            "remove it; the operator sets it");
      }
    }
    Set<Object> places =
        orNone(workers.volumes()).stream()
            .map(VolumeSpec::mountPath)
            .collect(Collectors.toCollection(HashSet::new));
    for (Found mount : in(container, "volumeMounts[].mountPath")) {
      MountPaths.check(mount.path(), mount.value().toString()).ifPresent(found::add);
      if (!places.add(mount.value())) {
        refuse(mount.path(), mount.value() + " again", "each path once", "mount it elsewhere");
      }
    }
    resources(container, "requests", workers.resources(), ResourcesSpec::requests);
    resources(container, "limits", workers.resources(), ResourcesSpec::limits);
  }

  private void environment(Found container) {
    Set<Object> names =
        orNone(workers.env()).stream()
            .map(EnvironmentSpec::name)
            .collect(Collectors.toCollection(HashSet::new));
    for (Found name : in(container, "env[].name")) {
      String text = name.value().toString();
      if (text.equals("POD_NAME") || WorkerVariables.isReserved(text)) {
        refuse(
            name.path(),
            text,
            "any name but POD_NAME and those that start with BYOL_, except BYOL_JAVA_OPTS",
            "remove it; the operator sets it");
      } else if (!names.add(text)) {
        refuse(name.path(), text + " again", "each name once", "remove one of them");
      }
    }
  }

  private void resources(
      Found container,
      String kind,
      ResourcesSpec spec,
      Function<ResourcesSpec, Map<String, String>> said) {
    Map<String, String> before = spec == null ? null : said.apply(spec);
    for (Found amounts : in(container, "resources." + kind)) {
      for (Object name : ((Map<?, ?>) amounts.value()).keySet()) {
        boolean gpus =
            kind.equals("limits")
                && workers.gpusPerWorker() > 0
                && name.equals(workers.gpuResource());
        if (gpus || before != null && before.containsKey(name)) {
          String elsewhere =
              gpus ? "spec.workers.gpusPerWorker" : "spec.workers.resources." + kind + "." + name;
          twice(amounts.path() + "." + name, elsewhere);
        }
      }
    }
  }

  private void volumes() {
    noneTwice("spec.volumes[].name");
    for (Found name : template.at("spec.volumes[].name")) {
      String text = name.value().toString();
      if (VOLUMES.contains(text) || text.startsWith(USERS_VOLUMES)) {
        refuse(
            name.path(),
            text,
            "any name but %s and those that start with %s"
                .formatted(String.join(", ", VOLUMES), USERS_VOLUMES),
            "name it otherwise");
      }
    }
  }

  /** Which of two values holds would be a riddle. */
  private void saidTwice() {
    if (workers.priorityClassName() != null) {
      template
          .at("spec.priorityClassName")
          .forEach(f -> twice(f.path(), "spec.workers.priorityClassName"));
    }
    if (workers.runtimeClassName() != null) {
      template
          .at("spec.runtimeClassName")
          .forEach(f -> twice(f.path(), "spec.workers.runtimeClassName"));
    }
    if (workers.nodeSelector() != null) {
      for (Found selector : template.at("spec.nodeSelector")) {
        ((Map<?, ?>) selector.value())
            .keySet().stream()
                .filter(workers.nodeSelector()::containsKey)
                .forEach(
                    key -> twice(selector.path() + "." + key, "spec.workers.nodeSelector." + key));
      }
    }
    Set<String> claims =
        orNone(workers.resourceClaims()).stream().map(c -> c.name()).collect(Collectors.toSet());
    template.at("spec.resourceClaims[].name").stream()
        .filter(name -> claims.contains(name.value()))
        .forEach(name -> twice(name.path(), "spec.workers.resourceClaims"));
  }

  private void noneTwice(String path) {
    Set<Object> names = new HashSet<>();
    template.at(path).stream()
        .filter(name -> !names.add(name.value()))
        .forEach(
            n -> refuse(n.path(), n.value() + " again", "each name once", "remove one of them"));
  }

  private void twice(String path, String elsewhere) {
    found.add(
        Violation.of(path, "said twice", "one place", "remove it, or " + elsewhere + " instead"));
  }

  private void own(Found field, String remedy) {
    refuse(field.path(), field.value(), "nothing, since the operator sets it", remedy);
  }

  private void refuse(String path, Object value, String allowed, String remedy) {
    String shown = Texts.beginning(String.valueOf(value), LONGEST_SHOWN);
    found.add(
        Violation.of(path, value instanceof String ? '"' + shown + '"' : shown, allowed, remedy));
  }

  private static List<Found> in(Found section, String path) {
    return Tree.at(section.value(), section.path(), path);
  }

  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }
}
