package dev.byol.operator.model;

import java.util.OptionalLong;

/**
 * What the operator was told about all workers.
 *
 * @param heartbeatSeconds seconds between two heartbeats, at least 1
 * @param user user and group that pods run as unless their template says otherwise; empty: what the
 *     cluster or the image says, as where OpenShift gives each namespace its own
 */
public record WorkerDefaults(int heartbeatSeconds, OptionalLong user) {
  /** Of the images in docker/: nobody there needs to be somebody. */
  public static final int USER_OF_THE_IMAGE = 65532;
}
