package dev.byol.trainer.cli;

import dev.byol.api.spec.DataFormat;
import dev.byol.api.spec.DataSpec;
import dev.byol.api.spec.DataSpecBuilder;
import dev.byol.api.spec.KeyEnd;
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

  @Option(
      names = "--key-end",
      defaultValue = "FirstDot",
      paramLabel = "WHERE",
      description = "As in spec.data.keyEnd: FirstDot or LastDot; default: ${DEFAULT-VALUE}.")
  private KeyEnd keyEnd;

  @Option(
      names = "--picture-member",
      paramLabel = "ENDING",
      description = "As in spec.data.pictureMember.")
  private String pictureMember;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "As in spec.data.classes; 0 ignores the labels.")
  private Integer classes;

  /** The same as fields of an experiment. */
  DataSpec spec(String uri) {
    return DataSpecBuilder.builder()
        .uri(uri)
        .format(format)
        .keyEnd(keyEnd)
        .pictureMember(pictureMember)
        .classes(classes)
        .maxDamagedFraction(DataCommand.MOST_DAMAGED)
        .build();
  }
}
