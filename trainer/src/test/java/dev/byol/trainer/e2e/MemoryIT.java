package dev.byol.trainer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A worker's memory over a thousand steps with loader, metrics and checkpoints. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class MemoryIT {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  /**
   * The heap has all its memory from the start, so that the resident size moves with native memory
   * alone. What it may grow by is the compiled code of paths that are first taken late: a leak of 8
   * KiB a step would be found.
   */
  @Test
  void heapAndNativeMemoryStayFlatOverAThousandSteps() throws Exception {
    DigitsRun run =
        new DigitsRun(
                folder,
                1,
                "spec.training.maxSteps=100000",
                "spec.training.globalBatch=8",
                "spec.augmentation.imageSize=16",
                "spec.checkpoint.everySteps=50")
            .with("BYOL_JAVA_OPTS", "-Xms96m -Xmx96m -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1");
    try (TrainerProcess process = run.start()) {
      assertThat(process.await(() -> run.loggedCount() >= 200)).as(run.output()).isTrue();
      long worker = process.processes().get(1).pid();
      long heap = liveHeapBytes(worker);
      long resident = residentBytes(worker);
      assertThat(process.await(() -> run.loggedCount() >= 1200)).as(run.output()).isTrue();

      long heapGrowth = liveHeapBytes(worker) - heap;
      long growth = residentBytes(worker) - resident;
      assertThat(heapGrowth).as("growth of the live heap").isLessThan(MEBIBYTE);
      assertThat(growth).as("growth of the resident size").isLessThan(8 * MEBIBYTE);
    }
  }

  /** What is left after a full collection. */
  private static long liveHeapBytes(long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    String total =
        said.lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(said));
    return Long.parseLong(total.strip().split("\\s+")[2]);
  }

  private static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no VmRSS of process " + pid);
  }
}
