package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalLauncherTest {
  private static final LocalLauncher.Bounds SHORT =
      new LocalLauncher.Bounds(Duration.ofSeconds(20), Duration.ofSeconds(2));

  @TempDir Path folder;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Test
  void allWorkersDoneIsDone() throws Exception {
    assertThat(launcher(SHORT, 3).run()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void eachWorkerIsToldItsRankAndItsShareOfTheCores() throws Exception {
    launcher(SHORT, 2).run();

    assertThat(terminal()).contains("cores 3 of worker 0 of 2");
    assertThat(output(1)).contains("cores 2 of worker 1 of 2").contains("127.0.0.1:29500");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theKeyIsNotOnTheCommandLine() throws Exception {
    LocalLauncher launcher = launcher(SHORT, 2, "0=until-stopped", "1=until-stopped");
    CompletableFuture<ExitCode> code = runAside(launcher);
    String commandLine = Files.readString(Path.of("/proc/" + pid(1) + "/cmdline"));
    Matcher key =
        Pattern.compile("BYOL_KEY=([0-9a-f]{64})")
            .matcher(Files.readString(Path.of("/proc/" + pid(1) + "/environ")));
    launcher.requestStop();

    assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.STOPPED);
    assertThat(key.find()).isTrue();
    assertThat(commandLine).contains("FakeWorker").doesNotContain(key.group(1));
  }

  @Test
  void aRequestToStopReachesAllWorkersAndIsAnswered10() throws Exception {
    LocalLauncher launcher = launcher(SHORT, 2, "0=until-stopped", "1=until-stopped");
    CompletableFuture<ExitCode> code = runAside(launcher);
    pid(0);
    pid(1);
    launcher.requestStop();

    assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.STOPPED);
    assertThat(folder.resolve("checkpoint-0")).exists();
    assertThat(folder.resolve("checkpoint-1")).exists();
  }

  @Test
  void aWorkerThatDoesNotStopInTimeIsKilledAndTheLaunchEnds() throws Exception {
    var bounds = new LocalLauncher.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(1));
    LocalLauncher launcher = launcher(bounds, 1, "0=deaf");
    CompletableFuture<ExitCode> code = runAside(launcher);
    long pid = pid(0);
    launcher.requestStop();

    assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.PEER_LOST);
    assertThat(isAlive(pid)).isFalse();
    assertThat(said)
        .contains("1 of 1 workers still run 1 s after the request to stop; killing them.");
  }

  @Test
  void aKilledWorkerIsNamedAndTheOthersEndWithinTheBound() throws Exception {
    CompletableFuture<ExitCode> code = runAside(launcher(SHORT, 2, "0=deaf", "1=until-stopped"));
    long first = pid(0);
    ProcessHandle.of(pid(1)).orElseThrow().destroyForcibly();

    assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.PEER_LOST);
    assertThat(isAlive(first)).isFalse();
    assertThat(String.join("\n", said))
        .contains("Worker 1 of 2 was killed (signal 9)", "goes on from the last checkpoint");
  }

  @Test
  void aWorkerThatFindsBadDataIsTheReasonAndNotThePeersThatLostIt() throws Exception {
    // Either may start slowly: neither is killed because the other has ended.
    var bounds = new LocalLauncher.Bounds(Duration.ofSeconds(20), Duration.ofSeconds(20));
    LocalLauncher launcher = launcher(bounds, 2, "0=peer-lost", "1=bad-data");

    assertThat(launcher.run()).isEqualTo(ExitCode.USER_MUST_MEND);
    assertThat(String.join("\n", said))
        .contains("Worker 1 of 2 ended with exit status 2.")
        .contains("data/train.tar has no pictures; give another spec.data.uri.")
        .contains("worker-1.out");
  }

  @Test
  void aBugInAWorkerIsABugOfTheLaunch() throws Exception {
    assertThat(launcher(SHORT, 2, "1=bug").run()).isEqualTo(ExitCode.BUG);
    assertThat(String.join("\n", said)).contains("index 7 is out of bounds");
  }

  @Test
  void workersEndWhenTheLauncherIsKilled() throws Exception {
    Process launcher =
        new ProcessBuilder(
                java(), "-cp", System.getProperty("java.class.path"), LauncherMain.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("launcher.out").toFile())
            .directory(folder.toFile())
            .start();
    long first = pid(0);
    long second = pid(1);
    launcher.destroyForcibly().waitFor();

    for (long pid : List.of(first, second)) {
      ProcessHandle.of(pid)
          .ifPresent(process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
      assertThat(isAlive(pid)).isFalse();
    }
  }

  /** A launcher of its own, to be killed: one worker that stops when asked, one that is deaf. */
  public static final class LauncherMain {
    private LauncherMain() {}

    /** Launches in the current folder. */
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of("").toAbsolutePath();
      new LocalLauncher(
              plan(folder, 2, "0=until-stopped", "1=deaf"),
              SHORT,
              Redirect.appendTo(folder.resolve("terminal.out").toFile()),
              System.out::println)
          .run();
    }
  }

  private LocalLauncher launcher(LocalLauncher.Bounds bounds, int workers, String... behaviours) {
    return new LocalLauncher(
        plan(folder, workers, behaviours),
        bounds,
        Redirect.appendTo(folder.resolve("terminal.out").toFile()),
        said::add);
  }

  private static LaunchPlan plan(Path folder, int workers, String... behaviours) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java(), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx32m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FakeWorker.class.getName(), folder.toString()));
    command.addAll(List.of(behaviours));
    var rendezvous = InetSocketAddress.createUnresolved("127.0.0.1", 29500);
    return new LaunchPlan(workers, 5, (rank, cores) -> command, rendezvous, 0, folder);
  }

  private CompletableFuture<ExitCode> runAside(LocalLauncher launcher) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return launcher.run();
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Waits until a worker is ready, and gives its process id. */
  private long pid(int rank) throws Exception {
    Path file = folder.resolve("pid-" + rank);
    for (int i = 0; i < 3000 && !Files.exists(file); i++) {
      Thread.sleep(10);
    }
    return Long.parseLong(Files.readString(file));
  }

  private String terminal() throws IOException {
    return Files.readString(folder.resolve("terminal.out"));
  }

  private String output(int rank) throws IOException {
    return Files.readString(folder.resolve("worker-" + rank + ".out"));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
