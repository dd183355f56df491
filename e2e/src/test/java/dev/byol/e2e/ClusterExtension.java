package dev.byol.e2e;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Finds the cluster: that of {@code KUBECONFIG}, else one in Docker; else tests are left out. When
 * one fails, it says what the cluster knows.
 */
final class ClusterExtension
    implements ExecutionCondition,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (System.getenv("KUBECONFIG") != null) {
      return ConditionEvaluationResult.enabled("KUBECONFIG names a cluster");
    }
    if (!K3s.isPossible()) {
      return ConditionEvaluationResult.disabled(
          "it needs a cluster with the images, named by KUBECONFIG, or Docker");
    }
    Command.use(K3s.kubeconfig());
    return ConditionEvaluationResult.enabled("Docker runs a cluster");
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    report(context);
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    report(context);
    throw failure;
  }

  private static void report(ExtensionContext context) {
    System.out.println("== " + context.getDisplayName() + " failed; the cluster says:");
    for (String question :
        new String[] {
          "get byol -A -o wide",
          "get byol -A -o jsonpath={range.items[*]}{.metadata.namespace}/{.metadata.name}:{.status}{\"\\n\"}{end}",
          "get pods,jobs -A -o wide",
          "get nodes -o wide",
          "get events -A --sort-by=.metadata.creationTimestamp",
          "logs -n " + Release.NAMESPACE + " -l app.kubernetes.io/name=byol-operator --tail=60",
        }) {
      System.out.println("-- kubectl " + question);
      Command.Result answer = Cluster.attempt(question.split(" "));
      System.out.println(lastLines(answer.out() + answer.err(), 80));
    }
  }

  private static String lastLines(String text, int most) {
    String[] lines = text.split("\n");
    int from = Math.max(0, lines.length - most);
    return String.join("\n", java.util.Arrays.asList(lines).subList(from, lines.length));
  }
}
