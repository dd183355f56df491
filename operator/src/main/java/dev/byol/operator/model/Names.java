package dev.byol.operator.model;

import dev.byol.operator.template.TemplateRules;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names and labels; all of them follow from the experiment and the number of the attempt.
 *
 * <p>Every name carries the first eight characters of the experiment's UID, so that it meets no
 * other object, not even one of an experiment of the same name that is still being deleted. Where
 * the kind allows it they stand behind a dot, which no experiment's name has. The longest name, 40
 * characters, leaves room for what a kind and a pod's host name allow, 63.
 */
public final class Names {
  /** On everything that the operator makes, and what its caches select by: {@value}. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** The value of {@link #MANAGED_BY}, and the operator's field manager: {@value}. */
  public static final String OPERATOR = "byol-operator";

  /** Name of the experiment: {@value}. */
  public static final String EXPERIMENT = "byol.dev/experiment";

  /** UID of the experiment, so that one that was deleted and made anew is another: {@value}. */
  public static final String UID = "byol.dev/uid";

  /** Number of the attempt: {@value}. */
  public static final String ATTEMPT = "byol.dev/attempt";

  /** Annotation of a Job: the ConfigMap that its workers read: {@value}. */
  public static final String CONFIG = "byol.dev/config";

  /** Name of the trainer's container: {@value}. */
  public static final String CONTAINER = TemplateRules.TRAINER;

  /** Port at which rank 0 forms the generation: {@value}. */
  public static final int RENDEZVOUS_PORT = TemplateRules.PORT_NUMBER;

  /** Annotation of a Job: the Lease that its workers renew: {@value}. */
  public static final String LEASE = "byol.dev/lease";

  private static final int UID_CHARACTERS = 8;

  private Names() {}

  /** The Job of an attempt; its pods add their rank for their host names. */
  public static String job(Owner owner, long attempt) {
    return service(owner) + "-a" + attempt;
  }

  /** The PodGroup of an attempt. */
  public static String podGroup(Owner owner, long attempt) {
    return shared(owner) + "-a" + attempt;
  }

  /** The ConfigMap of some content. */
  public static String config(Owner owner, String hash) {
    return shared(owner) + "-" + hash;
  }

  /** The headless Service, which has to be a label of DNS and so has no dot. */
  public static String service(Owner owner) {
    return owner.name() + "-" + mark(owner);
  }

  /** The Lease, the workers' service account, its role and binding, and the network policy. */
  public static String shared(Owner owner) {
    return owner.name() + "." + mark(owner);
  }

  /**
   * The Lease of attempts whose Job names none: an operator of an earlier version made them and
   * named their Lease like the experiment. Never the Lease of the operators' own election.
   */
  public static String leaseBefore(Owner owner) {
    return owner.name().equals(OPERATOR) ? shared(owner) : owner.name();
  }

  /** The Job of an attempt that an operator of an earlier version began. */
  public static String jobBefore(Owner owner, long attempt) {
    return owner.name() + "-a" + attempt;
  }

  private static String mark(Owner owner) {
    return owner.uid().substring(0, UID_CHARACTERS);
  }

  /** Selects the worker pods of an experiment. */
  public static String selector(String experiment) {
    return EXPERIMENT + "=" + experiment;
  }

  /** Labels of what belongs to an experiment. */
  public static Map<String, String> labels(Owner owner) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("app.kubernetes.io/name", "byol");
    labels.put(MANAGED_BY, OPERATOR);
    labels.put(EXPERIMENT, owner.name());
    labels.put(UID, owner.uid());
    return labels;
  }

  /** Labels of what belongs to an attempt. */
  public static Map<String, String> labels(Owner owner, long attempt) {
    Map<String, String> labels = labels(owner);
    labels.put(ATTEMPT, Long.toString(attempt));
    return labels;
  }
}
