package dev.byol.trainer.cli.shell;

/**
 * A command that a module of its own brings along, found by {@link java.util.ServiceLoader} where
 * that module is on the class path.
 */
public interface CommandProvider {
  /** The command, as picocli takes it: an annotated object with a name of its own. */
  Object command(Shell shell);
}
