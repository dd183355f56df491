package dev.byol.trainer.cli;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.trainer.memory.HeapNeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of a worker's Java machine. Pure.
 *
 * @param machine where it will run
 * @param workers number of workers that share the machine
 * @param heapBytes largest size of the Java heap, which has the decoded pictures; tensors lie
 *     outside
 * @param logs where a crash of native code leaves its report
 * @param environment environment variables of the launcher
 */
record WorkerJvm(
    MachineFacts machine, int workers, long heapBytes, Path logs, Map<String, String> environment) {
  private static final long MIB = 1L << 20;

  /** The first Java that warns of memory accessed by sun.misc.Unsafe, see JEP 471. */
  private static final int UNSAFE_WARNED_OF = 23;

  /** The command that starts a worker with these arguments. */
  List<String> command(int rank, int cores, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + (heapBytes + MIB - 1) / MIB + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:NewRatio=" + HeapNeed.OLD_TO_YOUNG);
    // Newer Java warns of native code that nobody allowed, and of JavaCPP's memory.
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= UNSAFE_WARNED_OF) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    // Everything in the worker that asks for the number of processors gets its share.
    command.add("-XX:ActiveProcessorCount=" + cores);
    command.add("-XX:ErrorFile=" + logs.toAbsolutePath().resolve("hs_err-worker-" + rank + ".log"));
    command.add("-Djava.awt.headless=true");
    // By default JavaCPP allows no more native memory than Java heap, and ours is small.
    command.add("-Dorg.bytedeco.javacpp.maxbytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + physicalBytes());
    command.add("-Dorg.bytedeco.javacpp.logger=slf4j");
    // One that does not fit is ignored, and not worth a word to the user.
    Optional.ofNullable(environment.get("BYOL_CLASS_ARCHIVE"))
        .ifPresent(
            archive ->
                command.addAll(
                    List.of(
                        "-Xshare:auto",
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off")));
    command.addAll(words(environment.getOrDefault(WorkerVariables.JAVA_OPTIONS, "")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.add("worker");
    command.addAll(arguments);
    return command;
  }

  /**
   * A worker that needs more gets an error that says so, before the kernel kills it; 0: unknown.
   */
  private long physicalBytes() {
    return machine.usableMemoryBytes().orElse(0) / 10 * 9 / workers;
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
