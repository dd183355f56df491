/**
 * How a worker in a pod talks to the operator: one Lease of the Kubernetes API, patched by the
 * JDK's HTTP client. Used by the worker command alone, behind {@link
 * dev.byol.trainer.telemetry.Orders}. Read {@link dev.byol.trainer.telemetry.lease.LeaseChannel}
 * first.
 */
package dev.byol.trainer.telemetry.lease;
