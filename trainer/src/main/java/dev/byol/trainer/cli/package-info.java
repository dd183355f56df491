/**
 * The command line: what a person types, what they get to read, what the process returns. Each
 * command is one class; all failures end in {@link dev.byol.trainer.cli.Failure}. Nobody depends on
 * this package. Read {@link dev.byol.trainer.cli.Main} first.
 */
package dev.byol.trainer.cli;
