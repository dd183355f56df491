package dev.byol.trainer.cli.doctor;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The native library that computes.
 *
 * @param backend name of the ND4J backend
 * @param platform which build of the library was loaded, for example linux-x86_64-onednn-avx2
 * @param threads threads of one operation
 * @param gigaflops measured speed of a float32 matrix product on one thread, in 10^9 operations a
 *     second
 * @param failure why it could not be loaded; the rest is empty then
 */
record NativeFacts(
    String backend, String platform, int threads, double gigaflops, Optional<String> failure) {
  private static final int SIDE = 512;
  private static final int REPEATS = 20;

  /** Loads the library and measures it, which takes a second or two. */
  static NativeFacts ofThisProcess() {
    try {
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      return new NativeFacts(
          Nd4j.getBackend().getClass().getSimpleName(),
          loadedPlatform(),
          NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads(),
          measuredGigaflops(),
          Optional.empty());
    } catch (Exception | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new NativeFacts("none", "none", 0, 0, Optional.of(cause.toString()));
    }
  }

  /** The folder that the library was unpacked to is named after its build. */
  private static String loadedPlatform() {
    return Loader.getLoadedLibraries().values().stream()
        .filter(file -> file != null && file.contains("nd4j"))
        .map(file -> Path.of(file).getParent().getFileName().toString())
        .findFirst()
        .orElse(Loader.getPlatform());
  }

  private static double measuredGigaflops() {
    try (INDArray a = Nd4j.rand(DataType.FLOAT, SIDE, SIDE);
        INDArray b = Nd4j.rand(DataType.FLOAT, SIDE, SIDE);
        INDArray c = Nd4j.createUninitialized(DataType.FLOAT, SIDE, SIDE)) {
      a.mmuli(b, c);
      long start = System.nanoTime();
      for (int i = 0; i < REPEATS; i++) {
        a.mmuli(b, c);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return 2.0 * SIDE * SIDE * SIDE * REPEATS / seconds / 1e9;
    }
  }
}
