/**
 * What the encoder has learnt, measured on frozen features: linear probe, kNN, few labels, and
 * linear evaluation as in the reference.
 *
 * <p>Everything works on host arrays (features row-major, one row a picture) and accumulates in
 * double. Results depend on the arguments alone: the executor that a method takes only shortens the
 * time ({@code Runnable::run} computes on the calling thread). Used by {@code run}. Read {@link
 * dev.byol.trainer.eval.LinearProbe} first.
 */
package dev.byol.trainer.eval;
