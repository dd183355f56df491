package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code byol inspect} shows of a checkpoint.
 *
 * @param name its step folder
 * @param info of the checkpoint
 * @param groups its tensors by the first part of their names ({@code online}, {@code target} …)
 * @param parts its files
 * @param rejected newer ones that were passed over to find it
 */
public record CheckpointSummary(
    String name,
    CheckpointInfo info,
    List<Group> groups,
    List<PartDescriptor> parts,
    List<Rejected> rejected) {
  /**
   * The tensors of one network or state.
   *
   * @param name the first part of their names
   * @param tensors how many
   * @param elements numbers in all
   * @param bytes in all
   * @param norm L2 norm over all floating-point numbers, in double
   * @param notFinite how many are NaN or infinite
   */
  public record Group(
      String name, int tensors, long elements, long bytes, double norm, long notFinite) {}

  /** Copies the lists. */
  public CheckpointSummary {
    groups = List.copyOf(groups);
    parts = List.copyOf(parts);
    rejected = List.copyOf(rejected);
  }

  /**
   * The summary of a folder on this machine: one step folder, or a whole checkpoint directory,
   * whose newest complete one is taken.
   *
   * @throws dev.byol.trainer.checkpoint.store.DamagedCheckpointException if a single step folder is
   *     damaged
   * @throws NoUsableCheckpointException if a directory has none that is complete
   */
  public static CheckpointSummary read(Path folder) throws IOException {
    Path path = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(path)) {
      throw new NoUsableCheckpointException(
          "%s is no directory; give a checkpoint directory or one of its step folders"
              .formatted(folder));
    }
    if (CheckpointNames.step(path.getFileName().toString()).isPresent()) {
      DirectoryStore store = new DirectoryStore(path.getParent());
      try (Checkpoint checkpoint = CheckpointLoader.open(store, path.getFileName().toString())) {
        return of(checkpoint, List.of());
      }
    }
    return newest(new DirectoryStore(path));
  }

  /**
   * The summary of the newest complete checkpoint.
   *
   * @throws NoUsableCheckpointException if there is none that is complete
   */
  public static CheckpointSummary newest(CheckpointStore store) throws IOException {
    CheckpointLoader.Found found = CheckpointLoader.newestComplete(store);
    if (found.checkpoint().isEmpty()) {
      throw new NoUsableCheckpointException(
          "%s holds no checkpoint; give a checkpoint directory or one of its step folders"
              .formatted(store.describe()));
    }
    try (Checkpoint checkpoint = found.checkpoint().get()) {
      return of(checkpoint, found.rejected());
    }
  }

  /** Reads every tensor once. */
  public static CheckpointSummary of(Checkpoint checkpoint, List<Rejected> rejected)
      throws IOException {
    Map<String, Sums> sums = new LinkedHashMap<>();
    for (TensorInfo tensor : checkpoint.tensors()) {
      String group = tensor.name().split("/", 2)[0];
      sums.computeIfAbsent(group, name -> new Sums()).add(checkpoint.read(tensor.name()));
    }
    List<Group> groups = new ArrayList<>();
    sums.forEach((name, s) -> groups.add(s.group(name)));
    return new CheckpointSummary(
        checkpoint.name(), checkpoint.info(), groups, checkpoint.parts(), rejected);
  }

  /** For a terminal, several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "checkpoint    %s (complete, SHA-256 checked)", name);
    line(text, "step          %d", info.step());
    line(text, "epoch         %.3f (sample %d)", info.epoch(), info.cursor());
    line(text, "network       %s", info.networkName());
    line(text, "fingerprint   %s", info.networkFingerprint());
    line(text, "seed          %d", info.seed());
    line(
        text,
        "written       %s by attempt %d, generation %d, %d worker(s), version %s",
        info.created(),
        info.attempt(),
        info.generation(),
        info.worldSize(),
        info.programVersion());
    line(text, "%n%-16s %8s %14s %14s %14s", "tensors", "count", "numbers", "bytes", "L2 norm");
    for (Group group : groups) {
      line(
          text,
          "%-16s %8d %14d %14d %14.6g%s",
          group.name(),
          group.tensors(),
          group.elements(),
          group.bytes(),
          group.norm(),
          group.notFinite() == 0 ? "" : "  " + group.notFinite() + " not finite!");
    }
    line(text, "%n%-44s %14s  %s", "part", "bytes", "SHA-256");
    for (PartDescriptor part : parts) {
      line(text, "%-44s %14d  %s", part.file(), part.bytes(), part.sha256());
    }
    for (Rejected other : rejected) {
      line(text, "passed over   %s: %s", other.name(), other.sentence());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static final class Sums {
    private int tensors;
    private long elements;
    private long bytes;
    private double squares;
    private long notFinite;

    void add(TensorEntry tensor) {
      tensors++;
      elements += tensor.info().elements();
      bytes += tensor.info().bytes();
      if (tensor.info().dtype() == DType.F32) {
        for (FloatBuffer values = tensor.floats(); values.hasRemaining(); ) {
          add(values.get());
        }
      } else if (tensor.info().dtype() == DType.F64) {
        for (DoubleBuffer values = tensor.doubles(); values.hasRemaining(); ) {
          add(values.get());
        }
      }
    }

    private void add(double value) {
      if (Double.isFinite(value)) {
        squares += value * value;
      } else {
        notFinite++;
      }
    }

    Group group(String name) {
      return new Group(name, tensors, elements, bytes, Math.sqrt(squares), notFinite);
    }
  }
}
