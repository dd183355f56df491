package dev.byol.bench;

import dev.byol.trainer.cli.shell.CommandProvider;
import dev.byol.trainer.cli.shell.Shell;

/** Brings {@code byol bench} to the command line. */
public final class BenchProvider implements CommandProvider {
  @Override
  public Object command(Shell shell) {
    return new BenchCommand(shell);
  }
}
