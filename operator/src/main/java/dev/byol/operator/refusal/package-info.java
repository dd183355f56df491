/**
 * What the API server refuses, in people's words, and when it is asked again. Start at {@link
 * dev.byol.operator.refusal.Refusals}. Any package of the operator may use it; {@code decide} and
 * its like only the values {@link dev.byol.operator.refusal.Refusal}.
 */
package dev.byol.operator.refusal;
