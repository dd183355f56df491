package dev.byol.trainer.cli.shell;

import dev.byol.api.spec.storage.StorageSpecBuilder;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.storage.Patience;
import java.util.Map;
import picocli.CommandLine.Option;

/** How object storage is reached by a command that has no experiment. */
public final class StorageArguments {
  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "The object store; default: AWS_ENDPOINT_URL, else Amazon S3.")
  private String endpoint;

  @Option(names = "--region", paramLabel = "NAME", description = "Its region.")
  private String region;

  @Option(
      names = "--ca-bundle",
      paramLabel = "FILE",
      description = "PEM file of the authorities to trust; default: AWS_CA_BUNDLE.")
  private String caBundle;

  /** Opened by the caller, who closes it. */
  public Storage open(Map<String, String> environment) {
    var spec =
        StorageSpecBuilder.builder().endpoint(endpoint).region(region).caBundle(caBundle).build();
    return new Storage(spec, environment, Patience.SHORT);
  }
}
