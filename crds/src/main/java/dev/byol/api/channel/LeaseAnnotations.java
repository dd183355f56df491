package dev.byol.api.channel;

/**
 * The annotations of an experiment's Lease, each at most {@value #MAX_BYTES} bytes of JSON. The
 * answer to a worker's patch of the first carries the second: one request is heartbeat and command
 * channel.
 */
public final class LeaseAnnotations {
  /** A {@link Progress}, written by rank 0: {@value}. */
  public static final String PROGRESS = "byol.dev/progress";

  /** A {@link Control}, written by the operator: {@value}. */
  public static final String CONTROL = "byol.dev/control";

  /** A {@link WorkerWait}, written by another rank while it waits and there is none: {@value}. */
  public static final String WAIT = "byol.dev/wait";

  /** Field manager of rank 0's patches: {@value}. */
  public static final String WORKER_FIELD_MANAGER = "byol-trainer";

  /** Field manager of the other ranks' patches: {@value}. */
  public static final String WAIT_FIELD_MANAGER = "byol-trainer-wait";

  /** Longest JSON of one message, in bytes; also what Kubernetes keeps of a termination message. */
  public static final int MAX_BYTES = 4096;

  /** Longest time between two heartbeats, in seconds: {@value}. */
  public static final int LONGEST_HEARTBEAT_SECONDS = 60;

  /** From when on a worker counts as not heard, in seconds: a heartbeat may be lost: {@value}. */
  public static final int SILENCE_SECONDS = 2 * LONGEST_HEARTBEAT_SECONDS;

  private LeaseAnnotations() {}
}
