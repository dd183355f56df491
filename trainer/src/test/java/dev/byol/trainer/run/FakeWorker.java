package dev.byol.trainer.run;

import dev.byol.api.channel.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A worker process for the launcher's tests. Its first argument is a folder, in which it writes
 * {@code pid-RANK} when it is ready; the others are behaviours, {@code RANK=WHAT}.
 */
public final class FakeWorker {
  private FakeWorker() {}

  /** Does what its rank's behaviour says. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var environment = WorkerEnvironment.from(System.getenv(), 1);
    var stop = new StopSwitch(() -> {}, Runtime.getRuntime()::halt);
    stop.listenToTermination();
    new LauncherWatch(System.in, Duration.ofMillis(500), stop, () -> Runtime.getRuntime().halt(11))
        .start();
    Path folder = Path.of(arguments[0]);
    String prefix = environment.rank() + "=";
    String behaviour = "done";
    for (String argument : arguments) {
      behaviour = argument.startsWith(prefix) ? argument.substring(prefix.length()) : behaviour;
    }
    System.out.println("cores " + environment.cores() + " of " + environment);
    Path ready = folder.resolve("pid-" + environment.rank() + ".new");
    Files.writeString(ready, Long.toString(ProcessHandle.current().pid()));
    Files.move(ready, folder.resolve("pid-" + environment.rank()));
    switch (behaviour) {
      case "done" -> System.exit(0);
      case "until-stopped" -> {
        for (int i = 0; i < 6000 && !stop.requested(); i++) {
          Thread.sleep(10);
        }
        Files.writeString(folder.resolve("checkpoint-" + environment.rank()), "saved");
        System.exit(ExitCode.STOPPED.status());
      }
      case "deaf" -> Thread.sleep(60_000);
      case "bad-data" -> {
        System.err.println("data/train.tar has no pictures; give another spec.data.uri.");
        System.exit(2);
      }
      case "bug" -> throw new IllegalStateException("index 7 is out of bounds");
      case "peer-lost" -> System.exit(11);
      default -> throw new IllegalArgumentException(behaviour);
    }
  }
}
