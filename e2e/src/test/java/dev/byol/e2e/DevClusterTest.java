package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code dev/cluster} asks of the programs that it uses, and says where one is missing. */
class DevClusterTest {
  private static final List<String> OF_THE_SYSTEM =
      List.of(
          "bash",
          "cat",
          "chmod",
          "date",
          "dirname",
          "env",
          "grep",
          "mkdir",
          "mv",
          "rm",
          "sed",
          "sha256sum",
          "sleep",
          "tar",
          "tr",
          "gzip",
          "curl");

  @TempDir Path folder;
  private Path programs;
  private Path calls;

  @BeforeEach
  void copyTheScriptAndWhatEverySystemHas() throws IOException {
    Files.createDirectories(folder.resolve("dev"));
    Files.copy(Command.ROOT.resolve("dev/cluster"), folder.resolve("dev/cluster"));
    programs = Files.createDirectory(folder.resolve("programs"));
    calls = Files.createFile(folder.resolve("calls"));
    for (String name : OF_THE_SYSTEM) {
      for (String place : List.of("/bin", "/usr/bin")) {
        Path program = Path.of(place, name);
        if (Files.isExecutable(program)) {
          script(name, "exec " + program + " \"$@\"");
        }
      }
    }
  }

  @Test
  void whoHasNoDockerIsToldToInstallIt() {
    assertThat(cluster("up").err()).contains("docker was not found; install Docker");
  }

  @Test
  void aDaemonThatDoesNotAnswerIsTold() throws IOException {
    program("docker", "exit 1");

    assertThat(cluster("up").err()).contains("its daemon does not answer; start it");
  }

  @Test
  void whoHasNoKindIsToldHowToGetIt() throws IOException {
    program("docker", "");

    assertThat(cluster("up").err())
        .contains("kind was not found; dev/cluster tools downloads it into target/tools");
  }

  @Test
  void withoutAClusterTheOthersNameTheCommandThatCreatesIt() throws IOException {
    program("kubectl", "");
    program("helm", "");

    assertThat(cluster("install").err()).contains("dev/cluster up creates the cluster");
    assertThat(cluster("test").err()).contains("dev/cluster up creates the cluster");
  }

  @Test
  void upAndDownTouchNoClusterButTheirOwn() throws IOException {
    program("docker", "");
    program("kubectl", "");
    program(
        "kind", "[[ $1 != get ]] || echo other; echo \"$KIND_CLUSTER_NAME $KUBECONFIG\" >>calls");

    assertThat(cluster("up").status()).isZero();
    assertThat(cluster("down").status()).isZero();

    assertThat(Files.readAllLines(calls))
        .contains("kind create cluster --wait 3m", "kind delete cluster")
        .filteredOn(line -> !line.startsWith("kind ") && !line.startsWith("docker "))
        .containsOnly("byol " + folder.toRealPath().resolve("target/dev/kubeconfig"));
  }

  @Test
  void anotherClusterIsNeitherCreatedNorDeleted() throws IOException {
    Path file = Files.writeString(folder.resolve("theirs"), "");

    for (String command : List.of("up", "load", "down")) {
      assertThat(cluster(command, "--kubeconfig", file.toString()).err())
          .contains("--kubeconfig is for install and test");
    }
  }

  @Test
  void anExperimentThatFailsEndsTheTestWithWhatIsKnown() throws IOException {
    Path file = Files.writeString(folder.resolve("theirs"), "");
    program(
        "kubectl", "case $* in *deployments*|*phase*) echo Failed ;; describe*) echo why ;; esac");

    var result = cluster("test", "--kubeconfig", file.toString());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).contains("why");
    assertThat(result.err()).contains("photos is Failed instead of Complete");
  }

  @Test
  void aDownloadThatIsNotWhatItsSumSaysIsNotUsed() throws IOException {
    program("uname", "[[ $1 == -s ]] && echo Linux || echo x86_64");
    source("kind", "kind-linux-amd64", ".sha256sum", "not the program");

    var result = cluster("tools");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("kind-linux-amd64 is not what").contains("try again");
    assertThat(folder.resolve("target/tools/kind")).doesNotExist();
  }

  private void source(String name, String path, String ending, String of) throws IOException {
    Path file = folder.resolve(name + "-source").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "the program");
    Files.writeString(Path.of(file + ending), sha256(of) + "  " + path + "\n");
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** A program that writes down how it is called. */
  private void program(String name, String does) throws IOException {
    script(name, "echo \"" + name + " $*\" >>calls\n" + does);
  }

  private void script(String name, String does) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + does + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Command.Result cluster(String... arguments) {
    String[] command = new String[arguments.length + 5];
    command[0] = "env";
    command[1] = "PATH=" + programs;
    command[2] = "BYOL_KIND_SOURCE=file://" + folder + "/kind-source";
    command[3] = "bash";
    command[4] = folder.resolve("dev/cluster").toString();
    System.arraycopy(arguments, 0, command, 5, arguments.length);
    return Command.attempt("", Duration.ofMinutes(1), command);
  }
}
