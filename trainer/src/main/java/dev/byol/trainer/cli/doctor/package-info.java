/**
 * What this machine is and whether the trainer runs well on it: {@code byol doctor}, and the facts
 * that {@code byol train} and the benchmarks ask for. Read {@link
 * dev.byol.trainer.cli.doctor.MachineFacts} first.
 */
package dev.byol.trainer.cli.doctor;
