package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator as a process of its own, with many experiments and little memory. */
class ManyExperimentsIT {
  private static RealApiServer server;
  private static KubernetesClient client;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    server = RealApiServer.get();
    client = server.client();
  }

  @Test
  void twoHundredExperimentsAtOnceFitIntoASmallHeap() throws Exception {
    RealApiServer.namespace(client, "many");
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.byol.operator.Main");
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("BYOL_WATCH_NAMESPACES", "many");
    builder.environment().put("BYOL_TRAINER_IMAGE", "trainer:1");
    builder.environment().put("BYOL_METRICS_PORT", "0");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    Process operator = builder.start();
    try {
      for (int i = 0; i < 200; i++) {
        client.resource(TinyExperiment.resource("many", "e" + i)).create();
      }
      long applied = System.nanoTime();
      await(
          "200 Jobs",
          Duration.ofMillis(500),
          Duration.ofMinutes(5),
          () -> client.batch().v1().jobs().inNamespace("many").list().getItems().size() == 200);
      System.out.println(
          "200 Jobs within "
              + Duration.ofNanos(System.nanoTime() - applied).toMillis()
              + " ms of the last experiment");
      assertThat(operator.isAlive()).isTrue();
      assertThat(Files.readString(folder.resolve("log"))).doesNotContain("OutOfMemory");
    } finally {
      operator.destroy();
      operator.waitFor(20, TimeUnit.SECONDS);
    }
  }
}
