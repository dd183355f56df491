package dev.byol.trainer.cli.checkpoint;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.export.EncoderTensors;
import dev.byol.trainer.export.ReferenceCheckpoint;
import dev.byol.trainer.export.ReferencePickle;
import dev.byol.trainer.export.SafetensorsExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code byol export}: the encoder as a file that other programs read. */
@Command(
    name = "export",
    description = {
      "Write the online encoder to a safetensors file: weights and running statistics with"
          + " the reference's names and layouts (convolutions HWIO, SAME padding), without"
          + " projector, predictor and classifier."
    },
    footer = {
      "",
      "Examples:",
      "  byol export runs/photos -o encoder.safetensors",
      "  byol export pretrain_res50x1.pkl -o encoder.safetensors"
    })
public final class ExportCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "SOURCE",
      description = {
        "A checkpoint, or a folder of them: then the newest complete one. Or a checkpoint file that"
            + " the reference released or wrote (.pkl)."
      })
  private Path source;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("encoder.safetensors");

  public ExportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(source)) {
      throw new NoSuchFileException(source.toString());
    }
    if (Files.isDirectory(source)) {
      try (Checkpoint checkpoint = checkpoint()) {
        String network = checkpoint.info().networkName();
        write(EncoderTensors.of(checkpoint), network, checkpoint.info().step());
      }
    } else {
      ReferenceCheckpoint checkpoint = ReferencePickle.read(source);
      List<TensorEntry> encoder = EncoderTensors.of(checkpoint);
      write(encoder, encoder.get(0).name().split("/")[0], checkpoint.step());
    }
    return 0;
  }

  private Checkpoint checkpoint() throws IOException {
    Path folder = source.toAbsolutePath().normalize();
    if (Files.exists(folder.resolve("manifest.json"))) {
      return CheckpointLoader.open(
          new DirectoryStore(folder.getParent()), folder.getFileName().toString());
    }
    return CheckpointLoader.newestComplete(new DirectoryStore(folder))
        .checkpoint()
        .orElseThrow(
            () ->
                new IOException(
                    source
                        + " holds no checkpoint; give a checkpoint directory or one of its step"
                        + " folders."));
  }

  private void write(List<TensorEntry> encoder, String network, long step) throws IOException {
    SafetensorsExport.write(
        output,
        encoder,
        SafetensorsExport.Geometry.SAME,
        Map.of("encoder", network, "step", Long.toString(step)));
    long numbers = encoder.stream().mapToLong(tensor -> tensor.info().elements()).sum();
    shell.say(
        "Wrote %s: %s after %d steps, %d tensors with %d numbers."
            .formatted(output, network, step, encoder.size(), numbers));
  }
}
