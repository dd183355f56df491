/**
 * What to do about what was observed: pure functions from an {@code Observation} to a {@link
 * dev.byol.operator.decide.Decision}, which tests print. Start at {@link
 * dev.byol.operator.decide.Decider}.
 */
package dev.byol.operator.decide;
