package dev.byol.trainer.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What {@code byol doctor} says about the facts. Pure. */
final class DoctorReport {
  private static final long GIB = 1L << 30;

  /** A small ResNet with its pictures needs about this much. */
  private static final long LEAST_MEMORY = 2 * GIB;

  private DoctorReport() {}

  /** What there is, as pairs of a name and a text. */
  static List<List<String>> lines(MachineFacts machine, NativeFacts library) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "Java",
            machine.java()
                + ", heap "
                + size(OptionalLong.of(machine.heapBytes()))
                + ", "
                + machine.collector()));
    lines.add(List.of("System", machine.system()));
    lines.add(List.of("Processor", machine.processor()));
    lines.add(List.of("Instructions", String.join(" ", machine.features())));
    lines.add(
        List.of(
            "Cores",
            machine.cores()
                + " of "
                + machine.onlineCores()
                + " for this process, "
                + (machine.quotaCores().isPresent()
                    ? format("cgroup quota %.2f", machine.quotaCores().getAsDouble())
                    : "no cgroup quota")));
    lines.add(
        List.of(
            "Memory",
            size(machine.memoryBytes())
                + ", "
                + (machine.memoryLimitBytes().isPresent()
                    ? "cgroup limit " + size(machine.memoryLimitBytes())
                    : "no cgroup limit")));
    lines.add(
        List.of(
            "Backend",
            library.failure().isPresent()
                ? "none"
                : library.backend()
                    + ", "
                    + library.platform()
                    + ", "
                    + library.threads()
                    + (library.threads() == 1 ? " thread" : " threads")
                    + " an operation"));
    if (library.failure().isEmpty()) {
      lines.add(
          List.of(
              "Matrix product",
              format("%.1f GFLOP/s on one thread (512 x 512, float32)", library.gigaflops())));
    }
    machine.threadSettings().forEach((name, value) -> lines.add(List.of(name, value)));
    return lines;
  }

  /** What is slow or wrong, each a sentence with its cure; empty when all is well. */
  static List<String> findings(MachineFacts machine, NativeFacts library) {
    List<String> findings = new ArrayList<>();
    library
        .failure()
        .ifPresent(
            why ->
                findings.add(
                    "The native library cannot be loaded ("
                        + why
                        + "): training cannot start;"
                        + " byol runs on Linux x86-64 and needs a writable home folder (or"
                        + " -Dorg.bytedeco.javacpp.cachedir=) to unpack it to."));
    if (library.failure().isEmpty()) {
      build(machine, library, findings);
    }
    cores(machine, findings);
    memory(machine, findings);
    if (library.failure().isEmpty() && library.threads() > 1) {
      findings.add(
          "One operation uses "
              + library.threads()
              + " threads while every core already"
              + " has a lane: they fight for the cores; set OMP_NUM_THREADS=1.");
    }
    if (machine.threadSettings().containsKey("JAVA_TOOL_OPTIONS")) {
      findings.add(
          "JAVA_TOOL_OPTIONS changes every Java process here, the workers too; use"
              + " BYOL_JAVA_OPTS for options that are meant for byol.");
    }
    return List.copyOf(findings);
  }

  private static void build(MachineFacts machine, NativeFacts library, List<String> findings) {
    boolean avx512 = machine.features().contains("avx512f");
    boolean avx2 = machine.features().contains("avx2");
    String platform = library.platform();
    if (platform.contains("avx512") && !avx512) {
      findings.add(
          "The AVX-512 build of the native library is loaded, but the processor has no"
              + " AVX-512: it will crash; start with"
              + " BYOL_JAVA_OPTS=-Dorg.bytedeco.javacpp.platform.extension=-onednn-avx2.");
    } else if (avx2 && !platform.contains("avx")) {
      findings.add(
          "The processor has AVX2, but the plain build "
              + platform
              + " is loaded, which is"
              + " several times slower; put the classifier linux-x86_64-onednn-avx2 on the class path.");
    } else if (!avx2 && machine.system().contains("amd64")) {
      findings.add(
          "The processor has no AVX2: steps will be several times slower than on one made"
              + " after 2014; train on another machine.");
    }
  }

  private static void cores(MachineFacts machine, List<String> findings) {
    if (machine.quotaCores().isPresent()) {
      double quota = machine.quotaCores().getAsDouble();
      if (quota < machine.cores() - 0.01) {
        findings.add(
            format(
                "The cgroup grants %.2f cores, fewer than the %d that Java counts: lanes"
                    + " are held up in every step; set spec.workers.lanes to %d or grant whole cores.",
                quota, machine.cores(), Math.max(1, (int) quota)));
      } else if (quota != Math.rint(quota)) {
        findings.add(
            format(
                "The cgroup grants %.2f cores, which is no whole number: a lane is held"
                    + " up in every step; grant whole cores.",
                quota));
      }
    }
    if (machine.cores() == 1) {
      findings.add("Only one core: loading and training share it; two or more are worth having.");
    }
  }

  private static void memory(MachineFacts machine, List<String> findings) {
    OptionalLong usable = machine.usableMemoryBytes();
    if (usable.isPresent() && usable.getAsLong() < LEAST_MEMORY) {
      findings.add(
          "Only "
              + size(usable)
              + " of memory may be used; below "
              + size(OptionalLong.of(LEAST_MEMORY))
              + " even small networks are killed: raise the limit.");
    }
    if (usable.isPresent() && machine.heapBytes() > usable.getAsLong() / 2) {
      findings.add(
          "The Java heap may grow to "
              + size(OptionalLong.of(machine.heapBytes()))
              + " of "
              + size(usable)
              + ", but tensors lie outside it: start with BYOL_JAVA_OPTS=-Xmx512m.");
    }
  }

  private static String size(OptionalLong bytes) {
    return bytes.isEmpty() ? "unknown" : format("%.1f GiB", bytes.getAsLong() / (double) GIB);
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
