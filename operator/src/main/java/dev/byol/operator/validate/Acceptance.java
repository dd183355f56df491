package dev.byol.operator.validate;

import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.workers.SchedulingSpec;
import dev.byol.api.spec.workers.VolumeSpec;
import dev.byol.api.validation.ExperimentValidator;
import dev.byol.api.validation.Violation;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.policy.PolicyCheck;
import dev.byol.operator.template.OwnedLabels;
import dev.byol.operator.template.TemplateRules;
import dev.byol.operator.template.UserTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether an experiment can be run as it is written.
 *
 * @param violations everything that is wrong
 * @param filled what was written last, with presets and defaults laid under it
 */
public record Acceptance(List<Violation> violations, ByolExperiment filled) {
  /** Copies the list. */
  public Acceptance {
    violations = List.copyOf(violations);
  }

  /** Judges what was written last. */
  public static Acceptance of(Observation seen) {
    ByolExperiment filled = Defaults.fill(seen.written());
    List<Violation> found = new ArrayList<>(ExperimentValidator.validate(seen.written(), filled));
    if (found.isEmpty()) {
      UserTemplate template = UserTemplate.of(filled.spec().workers());
      image(seen, filled.spec(), found);
      found.addAll(TemplateRules.check(template, filled.spec()));
      jobLabels(filled.spec().scheduling(), found);
      if (template.misfits().isEmpty()) {
        found.addAll(PolicyCheck.of(seen.policy(), filled.spec(), template, seen.image()));
        checkpoints(seen.written(), filled.spec(), template, found);
      }
    }
    return new Acceptance(found, filled);
  }

  /**
   * What the policy does not permit in an experiment that was accepted once; the policy may have
   * changed since, or somebody may have changed the copy.
   */
  public static String forbidden(Observation seen, ByolExperiment filled) {
    UserTemplate template = UserTemplate.of(filled.spec().workers());
    return sentences(PolicyCheck.of(seen.policy(), filled.spec(), template, seen.image()));
  }

  /** Whether nothing is wrong. */
  public boolean holds() {
    return violations.isEmpty();
  }

  /** Everything that is wrong, in sentences; empty if nothing is. */
  public String sentences() {
    return sentences(violations);
  }

  private static String sentences(List<Violation> violations) {
    return violations.stream().map(Violation::sentence).collect(Collectors.joining(" "));
  }

  private static void image(Observation seen, ExperimentSpec spec, List<Violation> found) {
    if (spec.workers().image() == null && seen.image().isEmpty()) {
      found.add(
          Violation.of(
              "spec.workers.image",
              "not set",
              "a container image, since the operator was installed without one",
              "set it, or BYOL_TRAINER_IMAGE of the operator"));
    }
  }

  private static void jobLabels(SchedulingSpec scheduling, List<Violation> found) {
    String section = "spec.scheduling.";
    orNone(scheduling.jobLabels())
        .forEach(
            (name, value) ->
                OwnedLabels.check(section + "jobLabels", name, value).ifPresent(found::add));
    orNone(scheduling.jobAnnotations())
        .forEach(
            (name, value) ->
                OwnedLabels.check(section + "jobAnnotations", name, value).ifPresent(found::add));
  }

  private static Map<String, String> orNone(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /** A pod forgets what it writes elsewhere, and a new attempt would begin from nothing. */
  private static void checkpoints(
      ByolExperiment written, ExperimentSpec filled, UserTemplate template, List<Violation> found) {
    String uri = filled.checkpoint().uri();
    if (uri.contains("://") || isMounted(uri, filled, template)) {
      return;
    }
    boolean unset =
        written.spec().checkpoint() == null || written.spec().checkpoint().uri() == null;
    found.add(
        Violation.of(
            "spec.checkpoint.uri",
            unset ? "not set" : '"' + uri + '"',
            "s3://BUCKET/PREFIX, or a path in one of spec.workers.volumes that is not read-only",
            "set it so: what a pod writes elsewhere is gone with the pod"));
  }

  private static boolean isMounted(String path, ExperimentSpec spec, UserTemplate template) {
    List<VolumeSpec> volumes =
        spec.workers().volumes() == null ? List.of() : spec.workers().volumes();
    return Stream.concat(
            volumes.stream()
                .filter(volume -> !Boolean.TRUE.equals(volume.readOnly()))
                .map(VolumeSpec::mountPath),
            TemplateMounts.lasting(template.template()))
        .anyMatch(mount -> path.equals(mount) || path.startsWith(mount.replaceAll("/*$", "/")));
  }
}
