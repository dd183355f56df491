package dev.byol.e2e;

import java.util.ArrayList;
import java.util.List;

/** The chart, installed from this repository. */
final class Release {
  /** Its namespace enforces the restricted Pod Security standard. */
  static final String NAMESPACE = "byol-system";

  /** A service account of users' own that workers may run as. */
  static final String ACCOUNT = "mine";

  private static final String SELECTOR = "app.kubernetes.io/name=byol-operator";

  /** The version of the images, unless {@code byol.e2e.tag} names another tag. */
  static final String VERSION = "0.1.0";

  private static final String TAG = System.getProperty("byol.e2e.tag", VERSION);

  /** The operator's image. */
  static final String OPERATOR = "byol-operator:" + TAG;

  /** The trainer's image. */
  static final String TRAINER = System.getProperty("byol.e2e.trainer", "byol-trainer:" + TAG);

  private Release() {}

  /** Installs it, or upgrades what is there, and waits until it is ready. */
  static void install(String... values) {
    Cluster.attempt("create", "namespace", NAMESPACE);
    Cluster.kubectl(
        "label",
        "--overwrite",
        "namespace",
        NAMESPACE,
        "pod-security.kubernetes.io/enforce=restricted");
    List<String> command =
        new ArrayList<>(
            List.of(
                "helm",
                "upgrade",
                "--install",
                "byol",
                "helm/byol-operator",
                "-n",
                NAMESPACE,
                "--set",
                "image.tag=" + TAG,
                "--set",
                "trainer.image=" + TRAINER,
                "--set",
                "workers.heartbeatSeconds=1",
                "--set",
                "workers.figuresSeconds=2",
                "--set",
                "policy.hostPaths={" + Cluster.SHARED + "}",
                "--set",
                "policy.serviceAccounts={" + ACCOUNT + "}"));
    for (String value : values) {
      command.addAll(List.of("--set", value));
    }
    Command.run(command.toArray(String[]::new));
    awaitReady();
  }

  static void uninstall() {
    Command.run("helm", "uninstall", "byol", "-n", NAMESPACE, "--wait");
  }

  /** Waits until as many operators are ready as shall be. */
  static void awaitReady() {
    Cluster.kubectl(
        "-n", NAMESPACE, "rollout", "status", "deployment/byol-byol-operator", "--timeout=110s");
  }

  /** Ends all operators without a word. */
  static void killOperators() {
    Cluster.kubectl(
        "-n", NAMESPACE, "delete", "pod", "-l", SELECTOR, "--grace-period=0", "--force");
  }

  /** Pod of the operator that acts. */
  static String leader() {
    return Cluster.kubectl(
        "-n", NAMESPACE, "get", "lease", "byol-operator", "-o", "jsonpath={.spec.holderIdentity}");
  }

  /** Nodes of the operators. */
  static String nodes() {
    return Cluster.kubectl(
        "-n", NAMESPACE, "get", "pods", "-l", SELECTOR, "-o", "jsonpath={.items[*].spec.nodeName}");
  }
}
