package dev.byol.trainer.cli;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Tells failures of the machine beneath from their words, where the JDK, ND4J and oneDNN have no
 * type for them. None of our own exceptions is judged by its words.
 */
final class Machine {
  private static final String OURS = "dev.byol.";

  /** What ND4J, cuDNN and CUDA itself put into their messages, and a driver that is not there. */
  private static final Pattern DEVICE =
      Pattern.compile(
          "cuda|cublas|cudnn|cusolver|nvrtc|libnvidia|libnvml", Pattern.CASE_INSENSITIVE);

  private static final Pattern FAILED =
      Pattern.compile(
          "error|fail|status|exception|cannot|unable|unavailable|not (found|available)",
          Pattern.CASE_INSENSITIVE);

  /** {@code Error code: [2]} is cudaErrorMemoryAllocation; the rest are libraries' own words. */
  private static final Pattern DEVICE_MEMORY =
      Pattern.compile(
          "out of memory|MemoryAllocation|ALLOC_FAILED|Error code: \\[2\\]|failed to allocate|cannot allocate",
          Pattern.CASE_INSENSITIVE);

  /**
   * oneDNN's status 1 is out_of_memory. ND4J: {@code Failed to allocate 400 bytes from HOST
   * memory}.
   */
  private static final Pattern NATIVE_MEMORY =
      Pattern.compile(
          "std::bad_alloc|Cannot allocate memory|oneDNN failed in .* with status 1$"
              + "|failed to allocate .* memory|Physical memory usage is too high",
          Pattern.CASE_INSENSITIVE);

  private Machine() {}

  /** Whether memory ran out: Java's, the process's or an accelerator's. */
  static boolean isMemory(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return true;
    }
    String words = words(thrown);
    boolean speaks = thrown instanceof IOException || !isOurs(thrown);
    return speaks
        && (NATIVE_MEMORY.matcher(words).find()
            || DEVICE.matcher(words).find() && DEVICE_MEMORY.matcher(words).find());
  }

  /** Whether an accelerator or its driver failed. */
  static boolean isDevice(Throwable thrown) {
    String words = words(thrown);
    boolean failed = DEVICE.matcher(words).find() && FAILED.matcher(words).find();
    return !(thrown instanceof IOException) && !isOurs(thrown) && failed;
  }

  private static boolean isOurs(Throwable thrown) {
    return thrown.getClass().getName().startsWith(OURS);
  }

  private static String words(Throwable thrown) {
    return String.valueOf(thrown.getMessage());
  }
}
