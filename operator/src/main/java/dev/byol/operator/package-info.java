/**
 * The controller for {@code ByolExperiment} resources.
 *
 * <p>A pass is observe → validate → decide → act, each a package: {@code observe} reads caches into
 * values, {@code validate} and {@code decide} are pure, {@code act} writes, and {@code refusal}
 * says in people's words what the API server refused. {@code model} has the objects that an attempt
 * consists of, {@code template} what users give to its pods, {@code policy} what they may use,
 * {@code resource} the experiment as the client reads it, {@code serve} health and metrics. Start
 * at {@link dev.byol.operator.ExperimentReconciler}.
 */
package dev.byol.operator;
