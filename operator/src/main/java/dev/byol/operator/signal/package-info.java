/**
 * The words by which the operator says how things are: types of conditions and reasons of events,
 * each with its meaning, from which {@code docs/reference/signals.md} is written. They depend on
 * nothing; {@code decide} uses them, and {@code act} writes them.
 */
package dev.byol.operator.signal;
