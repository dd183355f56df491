package dev.byol.operator.model;

import java.util.Map;
import java.util.TreeMap;

/** Names and labels; all of them follow from the experiment and the number of the attempt. */
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
  public static final String CONTAINER = "trainer";

  /** Port at which rank 0 forms the generation: {@value}. */
  public static final int RENDEZVOUS_PORT = 29400;

  private Names() {}

  /** The Job of an attempt. */
  public static String job(String experiment, long attempt) {
    return experiment + "-a" + attempt;
  }

  /** The ConfigMap of some content. */
  public static String config(String experiment, String hash) {
    return experiment + "-config-" + hash;
  }

  /** The service account, role and role binding of the workers. */
  public static String worker(String experiment) {
    return experiment + "-worker";
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
