/**
 * The command line: what a person types, what they get to read, what the process returns. Each
 * command is one class; all failures end in {@link dev.byol.trainer.cli.Failure}. Here are the
 * commands that train, {@code data}, {@code checkpoint} and {@code doctor} have the others, and
 * {@code shell} is what all of them use. Nobody depends on these packages but the benchmarks, which
 * add a command. Read {@link dev.byol.trainer.cli.Main} first.
 */
package dev.byol.trainer.cli;
