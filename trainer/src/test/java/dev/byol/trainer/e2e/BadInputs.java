package dev.byol.trainer.e2e;

import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.NetworkLayout;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;

/** What users get wrong. */
final class BadInputs {
  private static final String EXPERIMENT =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata:
        name: small
      spec:
        training:
          globalBatch: 4
          maxSteps: 2
        network:
          encoder: TinyResNet
          projectorHidden: 8
          projectorOutput: 4
          predictorHidden: 8
        learningRate:
          warmupSteps: 1
        augmentation:
          imageSize: 16
        data:
          uri: DATA
        checkpoint:
          uri: RUN
      """;

  private BadInputs() {}

  /**
   * One mistake.
   *
   * @param name for the test report
   * @param prepare makes the files and gives the arguments after {@code train}
   * @param words what the sentence must say
   */
  record BadInput(String name, Preparation prepare, String... words) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Makes the files in a folder. */
  interface Preparation {
    List<String> in(Path folder) throws IOException;
  }

  static List<BadInput> all() {
    return List.of(
        setting("an unknown field", "spec.training.globalBach=8", "globalBach", "globalBatch"),
        setting("a wrong type", "spec.training.globalBatch=many", "many", "whole number"),
        setting("a batch of zero", "spec.training.globalBatch=0", "spec.training.globalBatch"),
        setting("a negative batch", "spec.training.globalBatch=-4", "spec.training.globalBatch"),
        setting("a batch larger than the data", "spec.training.globalBatch=500", "500", "8"),
        setting("an unknown encoder", "spec.network.encoder=ResNet19", "ResNet19", "ResNet18"),
        setting("an unknown preset", "spec.preset=byol-7", "byol-7", "byol-40"),
        setting(
            "a missing folder",
            "spec.data.uri=nowhere",
            "spec.data.uri: nowhere",
            "check the path"),
        setting(
            "missing held-out data",
            "spec.data.validationUri=nowhere",
            "spec.data.validationUri: nowhere"),
        setting("a setting without a value", "spec.training.globalBatch", "PATH=VALUE"),
        arguments("a batch smaller than the workers", "fewer workers", "--workers", "5"),
        arguments("no workers", "spec.workers.replicas", "--workers", "0"),
        new BadInput(
            "an experiment that is missing",
            folder -> List.of(folder.resolve("no.yaml").toString()),
            "no.yaml",
            "check the path"),
        new BadInput(
            "a folder as the experiment", folder -> List.of(folder.toString()), "is not a file"),
        new BadInput("an empty experiment", folder -> written(folder, ""), "experiment.yaml"),
        new BadInput(
            "an experiment cut short",
            folder -> written(folder, EXPERIMENT.substring(0, EXPERIMENT.indexOf("Batch: 4"))),
            "line 6"),
        new BadInput(
            "an experiment with an open bracket",
            folder -> written(folder, "spec: {training: {globalBatch: 4"),
            "experiment.yaml"),
        new BadInput(
            "a picture as the experiment",
            folder -> {
              pictures(folder, 1);
              return List.of(folder.resolve("data/a/0.png").toString());
            },
            "0.png"),
        new BadInput(
            "data without pictures",
            folder -> {
              List<String> arguments = sound(folder);
              remove(folder.resolve("data"));
              Files.createDirectories(folder.resolve("data"));
              return arguments;
            },
            "holds no picture"),
        new BadInput(
            "held-out data without pictures",
            folder -> {
              Files.createDirectories(folder.resolve("test"));
              return with(sound(folder), "spec.data.validationUri=" + folder.resolve("test"));
            },
            "holds no picture"),
        new BadInput(
            "held-out data with another class",
            folder -> {
              List<String> arguments = sound(folder);
              Files.createDirectories(folder.resolve("test/c"));
              Files.copy(folder.resolve("data/a/0.png"), folder.resolve("test/c/0.png"));
              return with(arguments, "spec.data.validationUri=" + folder.resolve("test"));
            },
            "'c'",
            "same classes"),
        new BadInput(
            "a file as the data",
            folder -> with(sound(folder), "spec.data.uri=" + folder.resolve("data/a/0.png")),
            "0.png"),
        new BadInput(
            "a text file as a shard",
            folder -> {
              Files.writeString(folder.resolve("text.tar"), "This is no tar file.\n".repeat(100));
              return with(sound(folder), "spec.data.uri=" + folder.resolve("text.tar"));
            },
            "text.tar"),
        new BadInput(
            "damaged pictures",
            folder -> {
              List<String> arguments = sound(folder);
              for (int i = 0; i < 4; i++) {
                Files.writeString(folder.resolve("data/a/" + i + ".png"), "no picture");
              }
              return arguments;
            },
            "spec.data.maxDamagedFraction"),
        new BadInput(
            "a file in the place of the run folder",
            folder -> {
              List<String> arguments = sound(folder);
              Files.writeString(folder.resolve("run"), "in the way");
              return arguments;
            },
            "run"),
        new BadInput(
            "a checkpoint of another network",
            folder -> {
              List<String> arguments = sound(folder);
              writeCheckpoint(folder.resolve("run"));
              return arguments;
            },
            "other network",
            "--fresh"),
        new BadInput(
            "checkpoints that are all damaged",
            folder -> {
              List<String> arguments = sound(folder);
              Path step = Files.createDirectories(folder.resolve("run/step-00000007"));
              Files.writeString(step.resolve("manifest.json"), "{}");
              Files.writeString(folder.resolve("run/latest"), "step-00000007\n");
              return arguments;
            },
            "step-00000007"));
  }

  private static BadInput setting(String name, String setting, String... words) {
    return new BadInput(name, folder -> with(sound(folder), setting), words);
  }

  private static BadInput arguments(String name, String word, String... arguments) {
    return new BadInput(
        name,
        folder -> {
          List<String> all = new ArrayList<>(sound(folder));
          all.addAll(List.of(arguments));
          return all;
        },
        word);
  }

  /** An experiment that is as it should be, with eight pictures of two classes. */
  static List<String> sound(Path folder) throws IOException {
    pictures(folder, 4);
    return written(
        folder,
        EXPERIMENT
            .replace("DATA", folder.resolve("data").toString())
            .replace("RUN", folder.resolve("run").toString()));
  }

  static List<String> with(List<String> arguments, String setting) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--set", setting));
    return all;
  }

  private static List<String> written(Path folder, String yaml) throws IOException {
    return List.of(Files.writeString(folder.resolve("experiment.yaml"), yaml).toString());
  }

  private static void pictures(Path folder, int ofEach) throws IOException {
    for (String name : List.of("a", "b")) {
      Path data = Files.createDirectories(folder.resolve("data").resolve(name));
      for (int i = 0; i < ofEach; i++) {
        BufferedImage picture = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(i, name.charAt(0) - 'a', 0xffffff);
        ImageIO.write(picture, "png", data.resolve(i + ".png").toFile());
      }
    }
  }

  /** A checkpoint with one tensor that no network of ours has. */
  private static void writeCheckpoint(Path run) throws IOException {
    TensorEntry tensor = TensorEntry.ofFloats("online/linear/w", new int[] {2}, 1, 2);
    String fingerprint = NetworkLayout.ofEntries(List.of(tensor)).fingerprint();
    CheckpointInfo info =
        new CheckpointInfo(
            3, 12, 8, "", "", 0, 1, 0, 0, "other network", fingerprint, "", Instant.EPOCH, "0.1.0");
    CheckpointWriter writer = new CheckpointWriter(new DirectoryStore(run));
    writer.commit(info, List.of(writer.writePart(info, 0, List.of(tensor))));
  }

  private static void remove(Path tree) throws IOException {
    try (var files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
