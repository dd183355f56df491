package dev.byol.trainer.run;

import java.util.Optional;

/** The version of this program, as its jar's manifest has it. */
public final class ProgramVersion {
  private ProgramVersion() {}

  /** Of the build; a phrase where classes are run without a jar. */
  public static String current() {
    return Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
        .orElse("(built from sources)");
  }
}
