package dev.byol.trainer.cli.data;

import dev.byol.api.spec.data.DataFormat;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.spec.data.DataSpecBuilder;
import dev.byol.api.spec.data.Orientation;
import dev.byol.api.spec.data.Transparency;
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

  @Option(
      names = "--orientation",
      defaultValue = "AsStored",
      paramLabel = "WORD",
      description = "As in spec.data.orientation: AsStored or Exif; default: ${DEFAULT-VALUE}.")
  private Orientation orientation;

  @Option(
      names = "--transparency",
      defaultValue = "Drop",
      paramLabel = "WORD",
      description =
          "As in spec.data.transparency: Drop, White or Black; default: ${DEFAULT-VALUE}.")
  private Transparency transparency;

  @Option(
      names = "--max-picture-pixels",
      defaultValue = "50000000",
      paramLabel = "N",
      description = "As in spec.data.maxPicturePixels; default: ${DEFAULT-VALUE}.")
  private int maxPicturePixels;

  /** The same as fields of an experiment. */
  DataSpec spec(String uri) {
    return DataSpecBuilder.builder(samples.spec(uri))
        .format(format)
        .classes(classes)
        .orientation(orientation)
        .transparency(transparency)
        .maxPicturePixels(maxPicturePixels)
        .build();
  }
}
