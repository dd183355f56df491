package dev.byol.trainer.cli.data;

import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.spec.data.DataSpecBuilder;
import dev.byol.api.spec.data.KeyEnd;
import picocli.CommandLine.Option;

/** Which files of a tar are samples, and which of them is the picture. */
final class SampleArguments {
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

  /** The same as fields of an experiment. */
  DataSpec spec(String uri) {
    return DataSpecBuilder.builder()
        .uri(uri)
        .keyEnd(keyEnd)
        .pictureMember(pictureMember)
        .maxDamagedFraction(DataCommand.MOST_DAMAGED)
        .build();
  }
}
