package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The {@code byol} script in a copy of the repository with a fake Maven and a fake Java. */
@DisabledOnOs(OS.WINDOWS)
class LauncherScriptTest {
  private static final Path SCRIPT = Path.of("..", "byol");

  @TempDir Path folder;
  private Path home;
  private Path java;

  private record Ended(int status, List<String> out, String err) {}

  @BeforeEach
  void copy() throws IOException {
    assumeTrue(Files.exists(SCRIPT), "the script lies in the repository's root");
    home = folder.resolve("my repository");
    java = folder.resolve("jdk");
    for (String source :
        List.of("crds/src/main", "trainer/src/main", "bench/java/src/main", "jdk/bin")) {
      Files.createDirectories((source.startsWith("jdk") ? folder : home).resolve(source));
    }
    for (String pom : List.of("pom.xml", "crds/pom.xml", "trainer/pom.xml", "bench/java/pom.xml")) {
      Files.createFile(home.resolve(pom));
    }
    Files.copy(SCRIPT, home.resolve("byol"));
    program(home.resolve("byol"), null);
    program(home.resolve("mvnw"), "#!/bin/sh\necho built >> builds\n");
    program(java.resolve("bin/java"), "#!/bin/sh\npwd\nprintf '%s\\n' \"$@\"\n");
    javaVersion("17.0.9");
  }

  @Test
  void javaGetsALocaleThatKnowsEveryName() throws Exception {
    program(java.resolve("bin/java"), "#!/bin/sh\necho \"locale $LC_ALL\"\n");
    for (String locale : List.of("C", "POSIX", "de_DE.ISO-8859-1")) {
      Ended ended =
          run(folder, Map.of("LC_ALL", locale), home.resolve("byol").toString(), "--help");
      assertThat(ended.out().get(0)).matches("locale .*[uU][tT][fF]-?8");
    }
    Ended kept =
        run(folder, Map.of("LC_ALL", "C.UTF-8"), home.resolve("byol").toString(), "--help");
    assertThat(kept.out()).containsExactly("locale C.UTF-8");
  }

  @Test
  void soDoesTheJavaOfTheImages() throws Exception {
    for (String image : List.of("trainer", "trainer-cuda")) {
      assertThat(Files.readString(Path.of("..", "docker", image + ".Dockerfile")))
          .containsPattern("ENV .*LC_ALL=C\\.UTF-8");
    }
  }

  @Test
  void buildsOnFirstUseAndSaysSo() throws Exception {
    Ended ended = byol(folder, "--help");

    assertThat(ended.status()).isZero();
    assertThat(ended.err()).startsWith("byol: building the trainer for the first time");
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainOnlyWhenASourceIsNewer() throws Exception {
    byol(folder, "--help");
    assertThat(byol(folder, "--help").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    Path source = Files.createFile(home.resolve("trainer/src/main/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(byol(folder, "--help").err()).contains("the sources have changed");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aFailedBuildIsSaidAndTriedAgain() throws Exception {
    program(home.resolve("mvnw"), "#!/bin/sh\necho built >> builds\necho wrong line 7\nexit 1\n");

    Ended ended = byol(folder, "--help");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("wrong line 7", "the build failed");
    byol(folder, "--help");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void passesTheArgumentsOnUnchangedFromTheUsersFolder() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));

    Ended ended = byol(elsewhere, "train", "my photos.yaml", "--set", "a=*");

    assertThat(ended.out().get(0)).isEqualTo(elsewhere.toRealPath().toString());
    assertThat(ended.out())
        .containsSequence("dev.byol.trainer.cli.Main", "train", "my photos.yaml", "--set", "a=*");
  }

  @Test
  void worksThroughASymbolicLink() throws Exception {
    Path link = folder.resolve("linked");
    Files.createSymbolicLink(link, Path.of("my repository", "byol"));

    Ended ended = run(folder, Map.of(), link.toString(), "doctor");

    assertThat(ended.status()).isZero();
    assertThat(ended.out())
        .anyMatch(line -> line.contains("my repository/trainer/target/byol-trainer-"));
  }

  @Test
  void classesArchivedAfterTheBuildSpeedUpEveryRun() throws Exception {
    program(
        java.resolve("bin/java"),
        """
        #!/bin/sh
        printf '%s\\n' "$@"
        for option in "$@"; do
          case $option in -XX:ArchiveClassesAtExit=*) echo classes >"${option#*=}" ;; esac
        done
        """);

    String archive = home.toRealPath().resolve("trainer/target/byol.jsa").toString();
    assertThat(byol(folder, "doctor").out()).contains("-XX:SharedArchiveFile=" + archive);
    assertThat(Path.of(archive)).hasContent("classes");
    assertThat(byol(folder, "doctor").out()).contains("-XX:SharedArchiveFile=" + archive);
  }

  @Test
  void aRunWithoutAnArchiveOfClassesIsNoFailure() throws Exception {
    program(
        java.resolve("bin/java"),
        """
        #!/bin/sh
        case "$*" in *ArchiveClassesAtExit*) exit 1 ;; esac
        printf '%s\\n' "$@"
        """);

    Ended ended = byol(folder, "doctor");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("doctor").noneMatch(line -> line.contains("SharedArchive"));
  }

  @Test
  void furtherJavaOptionsComeFromTheEnvironment() throws Exception {
    Ended ended =
        run(
            folder,
            Map.of("BYOL_JAVA_OPTS", "-Xmx9g -Dx=y"),
            home.resolve("byol").toString(),
            "doctor");

    assertThat(ended.out()).containsSequence("-Xmx9g", "-Dx=y", "-cp");
  }

  @Test
  void anOldOrMissingJavaIsOneSentence() throws Exception {
    javaVersion("11.0.2");
    Ended old = byol(folder, "--help");
    assertThat(old.status()).isEqualTo(2);
    assertThat(old.err().strip())
        .isEqualTo(
            "byol: "
                + java.resolve("bin/java")
                + " is Java 11.0.2; byol needs 17 or newer: set JAVA_HOME to such a JDK.");

    javaVersion("1.8.0_392");
    assertThat(byol(folder, "--help").err()).contains("is Java 1.8.0_392");

    Files.delete(java.resolve("bin/java"));
    assertThat(byol(folder, "--help").err()).contains("there is no bin/java in it");
    Ended none =
        run(
            folder,
            Map.of("JAVA_HOME", "", "PATH", folder.toString()),
            "/bin/bash",
            home.resolve("byol").toString());
    assertThat(none.err()).contains("byol: ");
    assertThat(none.status()).isNotZero();
    assertThat(builds()).isZero();
  }

  private Ended byol(Path from, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("byol").toString()));
    command.addAll(List.of(arguments));
    return run(from, Map.of(), command.toArray(String[]::new));
  }

  private Ended run(Path from, Map<String, String> environment, String... command)
      throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(from.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().remove("BYOL_JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readAllLines(out),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private long builds() throws IOException {
    Path builds = home.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private void javaVersion(String version) throws IOException {
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void program(Path file, String text) throws IOException {
    if (text != null) {
      Files.writeString(file, text);
    }
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
