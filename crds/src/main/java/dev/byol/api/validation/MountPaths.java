package dev.byol.api.validation;

import dev.byol.api.spec.field.TextForm;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where something may be mounted into a worker. */
public final class MountPaths {
  /** Mounted by the operator itself. */
  private static final List<String> TAKEN =
      List.of("/tmp", "/dev/shm", "/etc/byol", "/var/lib/byol", "/var/run/secrets");

  /** Other spellings of a path would pass for another path. */
  private static final Pattern PLAIN = Pattern.compile("(/(?!\\.{1,2}(/|$))[^/:]+)+");

  private MountPaths() {}

  /**
   * What is wrong with a place that a user chose.
   *
   * @param path the field that says the place
   */
  public static Optional<Violation> check(String path, String mount) {
    if (mount == null || !PLAIN.matcher(mount).matches()) {
      return Optional.of(
          Violation.of(
              path,
              Wording.value(mount),
              TextForm.MOUNT_PATH.inWords(),
              TextForm.MOUNT_PATH.remedy()));
    }
    return TAKEN.stream()
        .filter(taken -> within(mount, taken) || within(taken, mount))
        .findFirst()
        .map(
            taken ->
                Violation.of(
                    path,
                    Wording.value(mount),
                    "paths that do not touch " + taken,
                    "mount it elsewhere"));
  }

  private static boolean within(String path, String folder) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }
}
