package dev.byol.trainer.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code byol train} on the digits, as the processes that a user would start. The network is the
 * smallest; the batch of 25 divides evenly neither by two nor by three workers.
 */
final class DigitsRun {
  private static final String EXPERIMENT =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata:
        name: digits
      spec:
        training:
          globalBatch: 25
          maxSteps: 20
        network:
          encoder: TinyResNet
          projectorHidden: 32
          projectorOutput: 16
          predictorHidden: 32
        learningRate:
          base: 1.0
          warmupSteps: 4
        augmentation:
          imageSize: 32
        data:
          uri: %s
        evaluation:
          everySteps: 0
        checkpoint:
          uri: %s
          everySteps: 3
        logging:
          directory: %s
          everySteps: 1
      """;

  private final Path folder;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * Prepares a run; nothing is started yet.
   *
   * @param folder for all of its files; a run that was there goes on
   * @param settings overrides such as {@code spec.training.maxSteps=40}
   */
  DigitsRun(Path folder, int workers, String... settings) throws IOException {
    this.folder = folder;
    Path file = Files.createDirectories(folder).resolve("experiment.yaml");
    String shards = "examples/data/digits/digits-train-{000000..000001}.tar";
    Path data = Path.of("..").resolve(shards).toAbsolutePath().normalize();
    Files.writeString(file, EXPERIMENT.formatted(data, checkpoints(), folder.resolve("run")));
    arguments.addAll(List.of("train", file.toString(), "--workers", Integer.toString(workers)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
  }

  /** With a variable in the environment of the launcher. */
  DigitsRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts it; close what is returned. */
  TrainerProcess start() throws IOException {
    return TrainerProcess.start(arguments, environment, folder.resolve("output.txt"));
  }

  /** Runs it to its end. */
  DigitsRun finish() throws IOException, InterruptedException {
    try (TrainerProcess process = start()) {
      int status = process.awaitStatus();
      if (status != 0) {
        throw new AssertionError("exit status %d: %s".formatted(status, output()));
      }
      return this;
    }
  }

  Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** What all starts of it have said on the terminal. */
  String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  /** Steps committed in the newest checkpoint; 0 without one. */
  long savedSteps() throws IOException {
    var found = CheckpointLoader.newestComplete(new DirectoryStore(checkpoints())).checkpoint();
    if (found.isEmpty()) {
      return 0;
    }
    try (Checkpoint checkpoint = found.get()) {
      return checkpoint.info().step();
    }
  }

  /** All numbers of the newest checkpoint, by the name of the tensor. */
  Map<String, TensorEntry> state() throws IOException {
    Map<String, TensorEntry> state = new TreeMap<>();
    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(new DirectoryStore(checkpoints()))
            .checkpoint()
            .orElseThrow()) {
      for (TensorInfo tensor : checkpoint.tensors()) {
        state.put(tensor.name(), checkpoint.read(tensor.name()));
      }
    }
    return state;
  }

  /** How many whole lines the metrics file has. */
  int loggedCount() {
    try {
      int count = 0;
      for (byte b : Files.exists(metrics()) ? Files.readAllBytes(metrics()) : new byte[0]) {
        count += b == '\n' ? 1 : 0;
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path metrics() {
    return folder.resolve("run/metrics.jsonl");
  }

  /** The steps in the metrics file, as they stand there. */
  List<Integer> loggedSteps() throws IOException {
    List<Integer> steps = new ArrayList<>();
    for (String line : Files.readAllLines(metrics())) {
      steps.add(new ObjectMapper().readTree(line).get("step").asInt());
    }
    return steps;
  }
}
