package dev.byol.trainer.cli.data;

import dev.byol.api.resolved.AugmentationSettings;
import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.augment.CounterRandom;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewPipeline;
import dev.byol.trainer.cli.shell.ExperimentArguments;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.data.DecodeSettings;
import dev.byol.trainer.data.PictureDecoder;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.SampleOrder;
import dev.byol.trainer.run.Pictures;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.run.ViewPolicies;
import dev.byol.trainer.storage.Patience;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code byol preview}: a picture of what the augmentations do. */
@Command(
    name = "preview",
    description = {
      "Draw pictures of the training split beside the views that training will see, to"
          + " judge the augmentations."
    },
    footer = {
      "",
      "Examples:",
      "  byol preview examples/photos.yaml",
      "  byol preview examples/photos.yaml -o mild.png --count 12 \\",
      "      --set spec.augmentation.brightness=0.2"
    })
public final class PreviewCommand implements Callable<Integer> {
  private static final int MOST = 200;
  private static final int LEAST_TILE = 128;

  private final Shell shell;

  @Spec private CommandSpec spec;
  @Mixin private ExperimentArguments experiment;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The PNG file to write; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("preview.png");

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "How many pictures; default: ${DEFAULT-VALUE}.")
  private int count = 8;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How many epochs to show the views of; default: ${DEFAULT-VALUE}.")
  private int epochs = 2;

  public PreviewCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    require("--count", count, MOST);
    require("--epochs", epochs, 20);
    ExperimentFile read = experiment.read();
    try (Storage storage =
        new Storage(read.spec().storage(), shell.environment(), Patience.SHORT)) {
      return preview(read, storage);
    }
  }

  private int preview(ExperimentFile read, Storage storage) throws IOException {
    PictureSource source = Pictures.train(read.data(), storage);
    source.account().lines().forEach(shell::say);
    source.account().problems().stream()
        .filter(problem -> !problem.isMeant(Pictures.accepted(read.data())))
        .forEach(problem -> shell.say("A run would stop: " + problem.sentence() + "."));
    ResolvedExperiment resolved =
        read.resolve(new DataFacts(source.size(), source.classNames().size()));
    TileGrid grid = draw(resolved, source, Pictures.decoding(read.data()));
    write(grid.draw());
    shell.say(
        "Wrote %s: %d of %d pictures, the originals and their views at %d px in epochs 0 to %d."
            .formatted(
                output,
                Math.min(count, source.size()),
                source.size(),
                resolved.augmentation().imageSize(),
                epochs - 1));
    return 0;
  }

  private TileGrid draw(
      ResolvedExperiment resolved, PictureSource source, DecodeSettings decoding) {
    AugmentationSettings augmentation = resolved.augmentation();
    int side = augmentation.imageSize();
    // Whole multiples keep the pixels of a small view square.
    int tile = side * Math.max(1, (LEAST_TILE + side - 1) / side);
    var grid = new TileGrid(tile, headings());
    var scratch = new Scratch();
    var order = new SampleOrder(resolved.seed(), source.size());
    try (var decoder = new PictureDecoder(decoding)) {
      for (int i = 0; i < Math.min(count, source.size()); i++) {
        int index = order.index(i);
        try {
          RgbImage picture = source.read(index, decoder);
          List<BufferedImage> tiles = new ArrayList<>();
          tiles.add(TileGrid.tile(picture));
          for (int epoch = 0; epoch < epochs; epoch++) {
            for (View view : View.values()) {
              float[] pixels = new float[3 * side * side];
              new ViewPipeline(ViewPolicies.of(augmentation, view), side)
                  .apply(
                      picture,
                      CounterRandom.of(resolved.seed(), epoch, index, view),
                      scratch,
                      pixels,
                      0);
              tiles.add(TileGrid.tile(pixels, side));
            }
          }
          grid.add(caption(source, index, picture), tiles);
        } catch (DamagedPictureException e) {
          shell.say("Left out: " + e.getMessage());
        }
      }
    }
    return grid;
  }

  private List<String> headings() {
    List<String> headings = new ArrayList<>(List.of("original"));
    for (int epoch = 0; epoch < epochs; epoch++) {
      headings.add("view 1 e" + epoch);
      headings.add("view 2 e" + epoch);
    }
    return headings;
  }

  private static String caption(PictureSource source, int index, RgbImage picture) {
    // The file's name comes last, where a caption that is too long is cut.
    String rest =
        picture.width()
            + "x"
            + picture.height()
            + "  "
            + source.name(index).replaceAll("\\S*/", "");
    int label = source.label(index);
    return label == PictureSource.NO_LABEL ? rest : source.classNames().get(label) + "  " + rest;
  }

  private void write(BufferedImage picture) throws IOException {
    Path folder = output.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (OutputStream out = Files.newOutputStream(output)) {
      ImageIO.write(picture, "png", out);
    }
  }

  private void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; allowed: 1 to " + most + ".");
    }
  }
}
