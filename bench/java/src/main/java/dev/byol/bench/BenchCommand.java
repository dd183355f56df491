package dev.byol.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.cli.doctor.MachineFacts;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.cli.shell.StorageArguments;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.RendezvousException;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.run.Storage;
import dev.byol.trainer.run.WorkerEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code byol bench}: how fast a step and its parts are on this machine. */
@Command(
    name = "bench",
    description = {"Measure on this machine how fast a training step and its parts are."},
    footer = {
      "",
      "Steps use a thread for each core, of one worker or shared out over --workers, on pictures",
      "of noise. BYOL_TRANSPORT=tcp measures TCP where workers could share memory.",
      "",
      "Examples:",
      "  byol bench",
      "  byol bench step --json",
      "  byol bench all-reduce --workers 4 --seconds 3",
      "  byol bench checkpoint --uri s3://bucket/bench"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int PICTURES = 48;
  private static final int PICTURE_HEIGHT = 375;
  private static final int PICTURE_WIDTH = 500;

  private static final int MOST_WORKERS = 64;

  /** What can be measured. */
  enum Part {
    /** Whole steps, without data. */
    STEP,
    /** Decoding pictures and making their two views. */
    INPUT,
    /** Summing over workers. */
    ALL_REDUCE,
    /** Writing a checkpoint to a store and reading it back. */
    CHECKPOINT,
    /** Steps while a checkpoint is written beside them. */
    UPLOAD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Shell shell;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "PART",
      description =
          "What to measure: ${COMPLETION-CANDIDATES}; default: all but upload, checkpoint only with"
              + " --uri.")
  private Part[] parts;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time for each measurement; default: ${DEFAULT-VALUE}.")
  private double seconds = 1;

  @Option(
      names = {"-w", "--workers"},
      paramLabel = "N",
      description = "Worker processes of steps (default: 1) and of all-reduce (default: 2).")
  private Integer workers;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Measure steps of this network alone: TinyResNet, ResNet18 or ResNet50.")
  private String network;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "Number format of steps: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private StepPrecision precision = StepPrecision.FLOAT32;

  @Option(
      names = "--profile",
      description =
          "Tell also which operations of a step the time goes to, with --workers of worker 0.")
  private boolean profile;

  @Option(
      names = "--save-pictures",
      paramLabel = "FOLDER",
      description =
          "Save the JPEG files of the input benchmark there, to measure others with them.")
  private Path savedPictures;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description =
          "Directory or s3://bucket/prefix for checkpoint and upload; a new place in it is used.")
  private String uri;

  @Option(
      names = "--megabytes",
      paramLabel = "MB",
      description = "Size of the checkpoint; default: ${DEFAULT-VALUE}, a ResNet-50's state.")
  private int megabytes = 445;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often it is written and read, the first to warm up; default: 3.")
  private int rounds = 3;

  @Mixin private StorageArguments storage;

  @Option(names = "--json", description = "Print one JSON object instead of tables.")
  private boolean json;

  BenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, RendezvousException {
    if (parts == null) {
      parts =
          uri == null
              ? new Part[] {Part.STEP, Part.INPUT, Part.ALL_REDUCE}
              : new Part[] {Part.STEP, Part.INPUT, Part.ALL_REDUCE, Part.CHECKPOINT};
    }
    requireUsableOptions();
    MachineFacts machine = MachineFacts.ofThisMachine(shell.environment());
    List<BenchTable> tables = new ArrayList<>();
    Consumer<BenchTable> found =
        table -> {
          tables.add(table);
          if (!json) {
            table.lines().forEach(shell.out()::println);
          }
        };
    for (Part part : parts) {
      switch (part) {
        case STEP -> steps(machine.cores(), found);
        case INPUT -> found.accept(input());
        case ALL_REDUCE -> found.accept(allReduce());
        case CHECKPOINT -> found.accept(checkpoint());
        case UPLOAD -> found.accept(upload(machine.cores()));
      }
    }
    if (json) {
      shell.out().println(json(machine, tables));
    }
    return 0;
  }

  private void requireUsableOptions() {
    require(
        seconds > 0 && seconds <= 3600,
        "--seconds is " + seconds + "; allowed: above 0, at most 3600.");
    require(
        workers == null || (workers >= 2 && workers <= MOST_WORKERS),
        "--workers is " + workers + "; allowed: 2 to " + MOST_WORKERS + ".");
    require(
        workers == null || precision == StepPrecision.FLOAT32,
        "--precision measures one worker alone; leave --workers out.");
    require(
        network == null || StepBench.Setting.named(network).isPresent(),
        "--network is '%s'; allowed: %s."
            .formatted(
                network,
                StepBench.Setting.ALL.stream()
                    .map(StepBench.Setting::name)
                    .collect(Collectors.joining(", "))));
    require(
        uri != null
            || !(List.of(parts).contains(Part.CHECKPOINT) || List.of(parts).contains(Part.UPLOAD)),
        "checkpoint and upload need --uri: a directory or s3://bucket/prefix.");
    require(megabytes >= 1 && rounds >= 1, "--megabytes and --rounds must be at least 1.");
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private void steps(int cores, Consumer<BenchTable> found)
      throws IOException, RendezvousException {
    List<StepBench.Setting> settings =
        network == null
            ? StepBench.Setting.ALL
            : StepBench.Setting.named(network).stream().toList();
    StepTables tables =
        new StepTables(shell.environment(), precision.ofEngine(), workers, cores, seconds);
    found.accept(tables.seconds(settings));
    if (profile) {
      for (StepBench.Setting setting : settings) {
        found.accept(tables.profile(setting));
      }
    }
  }

  private BenchTable input() throws IOException {
    List<byte[]> files = BenchPictures.jpegs(PICTURES, PICTURE_HEIGHT, PICTURE_WIDTH);
    if (savedPictures != null) {
      save(files, savedPictures);
    }
    return InputBench.table(
        "%d x %d JPEG".formatted(PICTURE_WIDTH, PICTURE_HEIGHT), files, seconds);
  }

  private static void save(List<byte[]> files, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < files.size(); i++) {
      Files.write(folder.resolve("%03d.jpg".formatted(i)), files.get(i));
    }
  }

  private BenchTable allReduce() throws IOException, RendezvousException {
    Transport transport = WorkerEnvironment.from(shell.environment(), 1).transport();
    return AllReduceBench.table(workers == null ? 2 : workers, transport, seconds);
  }

  private BenchTable checkpoint() throws IOException {
    try (Storage opened = storage.open(shell.environment())) {
      return CheckpointBench.table(opened.checkpoints(newPlace()), megabytes, rounds);
    }
  }

  private BenchTable upload(int cores) throws IOException {
    StepBench.Setting setting =
        StepBench.Setting.named(network == null ? "ResNet18" : network).orElseThrow();
    EngineRequest request = EngineRequest.of(shell.environment());
    try (Storage opened = storage.open(shell.environment());
        Engine engine = Engines.choose(precision.ofEngine(), request).engine()) {
      CheckpointStore store = opened.checkpoints(newPlace());
      return UploadBench.table(engine, setting, cores, store, megabytes, rounds, seconds);
    }
  }

  private String newPlace() {
    return uri.replaceAll("/+$", "") + "/bench-" + ProcessHandle.current().pid();
  }

  private static String json(MachineFacts machine, List<BenchTable> tables)
      throws JsonProcessingException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("time", Clock.systemUTC().instant().toString());
    report.put("processor", machine.processor());
    report.put("cores", machine.cores());
    report.put("features", machine.features());
    report.put("java", machine.java());
    report.put("measurements", tables.stream().flatMap(table -> table.objects().stream()).toList());
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
  }
}
