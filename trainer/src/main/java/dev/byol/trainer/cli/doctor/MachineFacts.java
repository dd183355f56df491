package dev.byol.trainer.cli.doctor;

import dev.byol.trainer.memory.Cgroup;
import dev.byol.trainer.memory.MachineMemory;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The machine and the Java runtime.
 *
 * @param java version and vendor
 * @param javaFeature feature number of the version, for example 17
 * @param heapBytes largest size of the Java heap
 * @param collector the garbage collector
 * @param system operating system and architecture
 * @param processor name of the processor
 * @param features instruction sets that matter here and are there
 * @param cores processors that this process may use
 * @param onlineCores processors of the machine
 * @param quotaCores processors' worth of time that the cgroup grants; empty without a quota
 * @param memoryBytes memory of the machine
 * @param memoryLimitBytes limit of the cgroup; empty without one
 * @param threadSettings environment variables that steer threads, as set
 */
public record MachineFacts(
    String java,
    int javaFeature,
    long heapBytes,
    String collector,
    String system,
    String processor,
    Set<String> features,
    int cores,
    int onlineCores,
    OptionalDouble quotaCores,
    OptionalLong memoryBytes,
    OptionalLong memoryLimitBytes,
    Map<String, String> threadSettings) {
  private static final Set<String> TELLING =
      Set.of(
          "sse4_2",
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "amx_bf16",
          "asimd",
          "sve");
  private static final List<String> THREAD_VARIABLES =
      List.of(
          "OMP_NUM_THREADS",
          "MKL_NUM_THREADS",
          "OPENBLAS_NUM_THREADS",
          "BYOL_CORES",
          "BYOL_JAVA_OPTS",
          "JAVA_TOOL_OPTIONS");

  /** Of the machine that this runs on; what it does not tell is left out. */
  public static MachineFacts ofThisMachine(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    for (String name : THREAD_VARIABLES) {
      if (environment.containsKey(name)) {
        settings.put(name, environment.get(name));
      }
    }
    List<String> cpu = lines(Path.of("/proc/cpuinfo"));
    Cgroup cgroup = Cgroup.ofThisProcess();
    return new MachineFacts(
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        Runtime.version().feature(),
        Runtime.getRuntime().maxMemory(),
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", ")),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        field(cpu, "model name", "unknown"),
        features(cpu),
        Runtime.getRuntime().availableProcessors(),
        (int) Math.max(1, cpu.stream().filter(line -> line.startsWith("processor")).count()),
        cgroup.cores(),
        MachineMemory.total(),
        cgroup.memoryBytes(),
        settings);
  }

  /** The memory that this process may use, as far as it is known. */
  public OptionalLong usableMemoryBytes() {
    if (memoryLimitBytes.isEmpty() || memoryBytes.isEmpty()) {
      return memoryLimitBytes.isPresent() ? memoryLimitBytes : memoryBytes;
    }
    return OptionalLong.of(Math.min(memoryLimitBytes.getAsLong(), memoryBytes.getAsLong()));
  }

  private static Set<String> features(List<String> cpu) {
    String flags = field(cpu, "flags", field(cpu, "Features", ""));
    Set<String> found = new TreeSet<>(Set.of(flags.toLowerCase(Locale.ROOT).split("\\s+")));
    found.retainAll(TELLING);
    return found;
  }

  private static String field(List<String> lines, String name, String otherwise) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return otherwise;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
