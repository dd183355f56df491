/** The controller that turns {@code ByolExperiment} resources into worker pods. */
package dev.byol.operator;
