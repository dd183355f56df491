/**
 * A run from its start to its end: the processes of it on this machine, and how they are asked to
 * stop. Used by the command line only. Read {@link dev.byol.trainer.run.LocalLauncher} for the
 * processes, {@link dev.byol.trainer.run.WorkerEnvironment} for what each of them is told, {@link
 * dev.byol.trainer.run.GenerationRun} for what it does.
 */
package dev.byol.trainer.run;
