package dev.byol.trainer.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.regex.Pattern;

/** Tells from the kernel's words whether a disk, a mount or a quota failed: Java has no types. */
public final class DiskFailure {
  private static final Pattern FULL =
      Pattern.compile(
          "No space left on device|Dis[ck] quota exceeded|not enough space on the disk");

  private static final Pattern OUT_OF_ORDER =
      Pattern.compile(
          "Input/output error|Remote I/O error|Stale( NFS)? file handle"
              + "|Transport endpoint is not connected|Host is down"
              + "|Key has expired|Structure needs cleaning|Connection timed out"
              + "|No such device|Too many open files");

  private static final String READ_ONLY = "Read-only file system";

  private DiskFailure() {}

  /**
   * Whether {@code thrown} itself says that there is no room, or that disk or system are failing.
   */
  public static boolean isOne(Throwable thrown) {
    return thrown instanceof IOException
        && (FULL.matcher(words(thrown)).find() || OUT_OF_ORDER.matcher(words(thrown)).find());
  }

  /** Whether {@code thrown} itself says that there is no room. */
  public static boolean isFull(Throwable thrown) {
    return thrown instanceof IOException && FULL.matcher(words(thrown)).find();
  }

  /**
   * Whether {@code thrown}, or a cause of it, says that the same write may succeed later although
   * nobody edits the experiment: one of these, or rights that somebody took away.
   */
  public static boolean mayMend(Throwable thrown) {
    return Causes.of(thrown)
        .anyMatch(
            cause -> isOne(cause) || cause instanceof AccessDeniedException || isReadOnly(cause));
  }

  /**
   * Whether {@code thrown}, or a cause of it, says that nothing may be written there: a wrong path,
   * or where something was written before, a disk that the kernel gave up.
   */
  public static boolean isOnReadOnly(Throwable thrown) {
    return Causes.of(thrown).anyMatch(DiskFailure::isReadOnly);
  }

  private static boolean isReadOnly(Throwable thrown) {
    return words(thrown).contains(READ_ONLY);
  }

  private static String words(Throwable thrown) {
    return String.valueOf(thrown.getMessage());
  }
}
