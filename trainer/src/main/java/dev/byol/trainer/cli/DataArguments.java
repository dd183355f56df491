package dev.byol.trainer.cli;

import dev.byol.api.spec.DataFormat;
import dev.byol.api.spec.DataSpec;
import dev.byol.api.spec.DataSpecBuilder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the pictures at an address are read by a command that has no experiment. */
final class DataArguments {
  @Option(
      names = "--format",
      defaultValue = "Auto",
      paramLabel = "FORMAT",
      description = {
        "As in spec.data.format: Auto, WebDataset, ImageFolder, Cifar10 or Cifar100; default:"
            + " ${DEFAULT-VALUE}."
      })
  private DataFormat format;

  @Mixin private SampleArguments samples;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "As in spec.data.classes; 0 ignores the labels.")
  private Integer classes;

  /** The same as fields of an experiment. */
  DataSpec spec(String uri) {
    return DataSpecBuilder.builder(samples.spec(uri)).format(format).classes(classes).build();
  }
}
