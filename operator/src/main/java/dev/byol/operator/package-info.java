/**
 * The controller that turns {@code ByolExperiment} resources into worker pods.
 *
 * <p>Empty so far. It may use {@code dev.byol.api} and a Kubernetes client, never the trainer,
 * which it only starts as an image.
 */
package dev.byol.operator;
