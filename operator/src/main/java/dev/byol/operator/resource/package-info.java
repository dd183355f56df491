/** {@code ByolExperiment} as the Kubernetes client knows it. Anyone in the operator may use it. */
package dev.byol.operator.resource;
