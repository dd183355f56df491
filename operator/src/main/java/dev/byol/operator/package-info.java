/**
 * The controller for {@code ByolExperiment} resources.
 *
 * <p>A pass is observe → validate → decide → act, each a package: {@code observe} reads caches into
 * values, {@code validate} and {@code decide} are pure, {@code act} writes. {@code model} has the
 * objects that an attempt consists of, {@code template} what users give to its pods, {@code policy}
 * what they may use, {@code serve} health and metrics. Start at {@link
 * dev.byol.operator.ExperimentReconciler}.
 */
package dev.byol.operator;
