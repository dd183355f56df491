package dev.byol.operator;

import dev.byol.operator.resource.LeanJson;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator and runs until it is told to end. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** No arguments: see {@link OperatorSettings}. */
  public static void main(String[] arguments) {
    OperatorSettings settings;
    try {
      settings = OperatorSettings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      LOG.error("{}", e.getMessage());
      System.exit(2);
      return;
    }
    try {
      ApiHttp.shareThreads();
      Config config = Config.autoConfigure(null);
      var client =
          new KubernetesClientBuilder()
              .withConfig(config)
              .withHttpClientFactory(new ApiHttp(config.getTlsVersions()))
              .withKubernetesSerialization(LeanJson.serialization())
              .build();
      RunningOperator operator = RunningOperator.start(settings, client);
      Runtime.getRuntime().addShutdownHook(new Thread(operator::close, "stop"));
      LOG.info("started with {}", settings);
    } catch (RuntimeException e) {
      LOG.error("The operator cannot start", e);
      System.exit(1);
    }
  }
}
