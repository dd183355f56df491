package dev.byol.trainer.checkpoint;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of a store. */
public final class CheckpointNames {
  static final String MANIFEST = "manifest.json";
  static final String ATTEMPTS = "attempts/";
  private static final Pattern STEP = Pattern.compile("step-(\\d{8,13})");
  private static final Pattern PART =
      Pattern.compile("part-\\d{5}-of-\\d{5}\\.a(\\d{1,8})g\\d+\\.safetensors");

  private CheckpointNames() {}

  public static String folder(long step) {
    return "step-%08d".formatted(step);
  }

  /** The step of a step folder's name; empty if it is none. */
  static OptionalLong step(String folder) {
    Matcher matcher = STEP.matcher(folder);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  public static String manifest(String folder) {
    return folder + "/" + MANIFEST;
  }

  /**
   * The file of a rank's part. It bears attempt and generation, so that a late writer of an old one
   * can never change a part that a newer manifest names.
   */
  static String part(CheckpointInfo info, int rank) {
    return "part-%05d-of-%05d.a%dg%d.safetensors"
        .formatted(rank, info.worldSize(), info.attempt(), info.generation());
  }

  /** The attempt that wrote a part; empty if the file is no part. */
  static OptionalInt attemptOfPart(String file) {
    Matcher matcher = PART.matcher(file);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  static String attempt(int attempt) {
    return ATTEMPTS + "%08d".formatted(attempt);
  }
}
