package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import dev.byol.trainer.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  @Test
  void anInvalidExperimentIsOneLineAViolation() {
    var first = Violation.of("spec.a", "1", "2", "mend it");
    var second = Violation.of("spec.b", "3", "4", "mend it too");

    Failure failure = Failure.of(new InvalidExperimentException(List.of(first, second)));

    assertThat(failure.code()).isEqualTo(ExitCode.BAD_EXPERIMENT);
    assertThat(failure.lines()).containsExactly(first.sentence(), second.sentence());
  }

  @Test
  void badDataIsForTheUserToMendAlsoFromAnotherThread() {
    Failure failure =
        Failure.of(new CompletionException(new DataException("photos has no pictures.")));

    assertThat(failure.code()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(failure.lines()).containsExactly("photos has no pictures.");
  }

  @Test
  void filesThatCannotBeUsedAreNamedInASentence() {
    assertThat(Failure.of(new NoSuchFileException("a/b")).lines())
        .containsExactly("a/b does not exist; check the path.");
    assertThat(Failure.of(new UncheckedIOException(new AccessDeniedException("a/b"))).lines())
        .containsExactly("a/b may not be read or written by this user; change its rights.");
  }

  @Test
  void aWrongPathIsForThePersonAndAFailingStorageMayMendItself() {
    assertThat(Failure.of(new NoSuchFileException("a/b")).code())
        .isEqualTo(ExitCode.BAD_EXPERIMENT);
    assertThat(Failure.of(new FileSystemException("/a", null, "Read-only file system")).code())
        .isEqualTo(ExitCode.BAD_EXPERIMENT);
    assertThat(Failure.of(new IOException("No space left on device")).code())
        .isEqualTo(ExitCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void aPersonGetsOneCodeForAllThatIsToBeMended() {
    assertThat(ExitCode.BAD_EXPERIMENT.atTheTerminal()).isEqualTo(ExitCode.USER_MUST_MEND);
    assertThat(ExitCode.BAD_DATA.atTheTerminal()).isEqualTo(ExitCode.USER_MUST_MEND);
    assertThat(ExitCode.STORAGE_REFUSED.atTheTerminal()).isEqualTo(ExitCode.USER_MUST_MEND);
    assertThat(ExitCode.WRONG_CHECKPOINT.atTheTerminal()).isEqualTo(ExitCode.USER_MUST_MEND);
    assertThat(ExitCode.DIVERGED.atTheTerminal()).isEqualTo(ExitCode.DIVERGED);
  }

  @Test
  void tooLittleMemoryComesWithWhatToLower() {
    Failure failure = Failure.of(new OutOfMemoryError("Java heap space"));

    assertThat(failure.code()).isEqualTo(ExitCode.OUT_OF_MEMORY);
    assertThat(failure.lines().get(0)).contains("Java heap space", "globalBatch", "-Xmx");
  }

  @Test
  void anythingElseIsABug() {
    assertThat(Failure.of(new IllegalStateException("x")).code()).isEqualTo(ExitCode.BUG);
    assertThat(Failure.of(new NullPointerException()).code()).isEqualTo(ExitCode.BUG);
    assertThat(Failure.of(new NoClassDefFoundError("Y")).code()).isEqualTo(ExitCode.BUG);
  }

  @Test
  void exitCodesAreTheContract() {
    assertThat(ExitCode.DONE.status()).isEqualTo(0);
    assertThat(ExitCode.BUG.status()).isEqualTo(1);
    assertThat(ExitCode.USER_MUST_MEND.status()).isEqualTo(2);
    assertThat(ExitCode.STOPPED.status()).isEqualTo(10);
    assertThat(ExitCode.PEER_LOST.status()).isEqualTo(11);
    assertThat(ExitCode.SUPERSEDED.status()).isEqualTo(12);
  }

  @Test
  void theStackOfABugIsInAFileThatIsNamed(@TempDir Path folder) throws IOException {
    String sentence =
        CrashReport.write(folder.resolve("logs"), new IllegalStateException("index 7"));

    try (var files = Files.list(folder.resolve("logs"))) {
      Path report = files.findFirst().orElseThrow();
      assertThat(sentence).isEqualTo("This is a bug in byol; the details are in " + report + ".");
      assertThat(Files.readString(report)).contains("index 7", "FailureTest", "java.version");
    }
  }

  @Test
  void withoutAPlaceForTheReportTheStackIsSaid(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(CrashReport.write(file.resolve("logs"), new IllegalStateException("index 7")))
        .contains("index 7", "FailureTest");
  }
}
