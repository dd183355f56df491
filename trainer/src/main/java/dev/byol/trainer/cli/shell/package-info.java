/**
 * What every command uses: the streams and environment around it, arguments that several have, and
 * progress on the terminal. Read {@link dev.byol.trainer.cli.shell.Shell} first. Used by all of
 * {@code cli} and by the benchmarks; uses none of the commands.
 */
package dev.byol.trainer.cli.shell;
