package dev.byol.operator.it;

import dev.byol.api.crd.CustomResourceDefinition;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** A kube-apiserver with etcd, our definition installed; one for all tests of a JVM. */
final class RealApiServer {
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static RealApiServer running;

  private final KubeAPIServer server;
  private final String kubeconfig;

  private RealApiServer() {
    server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withUpdateKubeConfig(false)
                .withStartupTimeout(120_000)
                .build());
    server.start();
    kubeconfig = server.getKubeConfigYaml();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
  }

  /** The server; a test that needs it is left out, and says so, where there is none. */
  static synchronized RealApiServer get() {
    Assumptions.assumeTrue(
        System.getenv("KUBE_API_TEST_DIR") != null,
        "left out: no kube-apiserver at hand; set KUBE_API_TEST_DIR and KUBE_API_TEST_API_SERVER_VERSION");
    if (running == null) {
      running = new RealApiServer();
      running.installDefinition();
    }
    return running;
  }

  String kubeconfig() {
    return kubeconfig;
  }

  KubernetesClient client() {
    return client(new Interceptor() {});
  }

  KubernetesClient client(Interceptor interceptor) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig))
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("test", interceptor))
        .build();
  }

  /** As somebody else, with what their roles permit. */
  KubernetesClient client(String user) {
    Config config = Config.fromKubeconfig(kubeconfig);
    config.setImpersonateUsername(user);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  private void installDefinition() {
    try (KubernetesClient client = client()) {
      client
          .load(
              new ByteArrayInputStream(
                  CustomResourceDefinition.yaml().getBytes(StandardCharsets.UTF_8)))
          .serverSideApply();
      await(
          "the definition to be served",
          () -> {
            client.resources(ExperimentResource.class).inAnyNamespace().list();
            return true;
          });
    }
  }

  static void namespace(KubernetesClient client, String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  /** Waits for something, generously: CI is slow. */
  static void await(String what, BooleanSupplier holds) {
    await(what, Duration.ofMillis(50), PATIENCE, holds);
  }

  /** Waits for something that is costly to look at, or that takes its time. */
  static void await(String what, Duration poll, Duration longest, BooleanSupplier holds) {
    long end = System.nanoTime() + longest.toNanos();
    Throwable last = null;
    while (System.nanoTime() < end) {
      try {
        if (holds.getAsBoolean()) {
          return;
        }
      } catch (RuntimeException e) {
        last = e;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(poll.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    throw new AssertionError("waited " + longest.toSeconds() + " s for " + what, last);
  }
}
