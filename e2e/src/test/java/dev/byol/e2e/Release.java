package dev.byol.e2e;

import java.util.ArrayList;
import java.util.List;

/** The chart, installed from this repository. */
final class Release {
  static final String NAMESPACE = "byol-system";
  private static final String OPERATOR_TAG = System.getProperty("byol.e2e.tag", "0.1.0");
  private static final String TRAINER =
      System.getProperty("byol.e2e.trainer", "byol-trainer:" + OPERATOR_TAG);

  private Release() {}

  /** Installs it, or upgrades what is there, and waits until it is ready. */
  static void install(String... values) {
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
                "--create-namespace",
                "--set",
                "image.tag=" + OPERATOR_TAG,
                "--set",
                "trainer.image=" + TRAINER,
                "--set",
                "workers.heartbeatSeconds=1"));
    for (String value : values) {
      command.addAll(List.of("--set", value));
    }
    Command.run(command.toArray(String[]::new));
    Cluster.kubectl(
        "-n", NAMESPACE, "rollout", "status", "deployment/byol-byol-operator", "--timeout=110s");
  }

  static void uninstall() {
    Command.run("helm", "uninstall", "byol", "-n", NAMESPACE, "--wait");
  }
}
