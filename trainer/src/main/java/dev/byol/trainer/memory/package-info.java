/**
 * What memory a worker needs and what it may use, known before any is taken. Pure but for {@link
 * dev.byol.trainer.memory.MachineMemory} and {@link dev.byol.trainer.memory.Cgroup}, which ask the
 * system. Used by {@code run} and {@code cli}. Read {@link dev.byol.trainer.memory.WorkerMemory}
 * first.
 */
package dev.byol.trainer.memory;
