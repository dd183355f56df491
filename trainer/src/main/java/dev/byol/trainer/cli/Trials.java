package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.cli.shell.Shell;
import java.util.List;
import java.util.Optional;

/** Things that are tried one after the other, so that a person hears of all that fail. */
final class Trials {
  private final Shell shell;
  private Optional<ExitCode> first = Optional.empty();

  Trials(Shell shell) {
    this.shell = shell;
  }

  /** One of them: what it gives, or fails by. */
  @FunctionalInterface
  interface Trial<T> {
    T run() throws Exception;
  }

  /** Tries, and says the sentences of a failure; empty then. */
  <T> Optional<T> of(Trial<T> trial) throws Exception {
    try {
      return Optional.of(trial.run());
    } catch (Exception e) {
      Failure failure = Failure.of(e);
      if (failure.code() == ExitCode.BUG) {
        throw e;
      }
      failure.lines().forEach(shell::say);
      first = first.or(() -> Optional.of(failure.code()));
      return Optional.empty();
    }
  }

  /** Tries, and says what is well. */
  boolean say(Trial<List<String>> trial) throws Exception {
    Optional<List<String>> said = of(trial);
    said.ifPresent(lines -> lines.forEach(line -> shell.say("ok  " + line)));
    return said.isPresent();
  }

  /** Exit status at the terminal: of the first that failed, or 0. */
  int status() {
    return first.map(code -> code.atTheTerminal().status()).orElse(0);
  }
}
