package dev.byol.api.channel;

/** Names of the environment variables that tell a worker process its place. */
public final class WorkerVariables {
  /** Rank of the worker, in 0..worldSize-1: {@value}. */
  public static final String RANK = "BYOL_RANK";

  /** Number of workers, at least 1: {@value}. */
  public static final String WORLD_SIZE = "BYOL_WORLD_SIZE";

  /** Address of rank 0 as host:port: {@value}. */
  public static final String RENDEZVOUS = "BYOL_RENDEZVOUS";

  /** Number of the membership, at least 0: {@value}. */
  public static final String GENERATION = "BYOL_GENERATION";

  /** What the workers prove to one another that they know, in hexadecimal digits: {@value}. */
  public static final String KEY = "BYOL_KEY";

  /** Cores given to the worker, at least 1: {@value}. */
  public static final String CORES = "BYOL_CORES";

  /** How workers exchange what they sum, {@code auto} (default) or {@code tcp}: {@value}. */
  public static final String TRANSPORT = "BYOL_TRANSPORT";

  /** Who started the worker: {@value}. */
  public static final String PARENT = "BYOL_PARENT";

  /** Number of the attempt, at least 1; unset outside a cluster, which counts as 0: {@value}. */
  public static final String ATTEMPT = "BYOL_ATTEMPT";

  /** The experiment's Lease as namespace/name; unset: none, as outside a cluster: {@value}. */
  public static final String LEASE = "BYOL_LEASE";

  /** Seconds between two heartbeats on the Lease, at least 1; default 10: {@value}. */
  public static final String HEARTBEAT_SECONDS = "BYOL_HEARTBEAT_SECONDS";

  /** File that takes the {@link LastWords}; unset: none, as outside a cluster: {@value}. */
  public static final String TERMINATION_LOG = "BYOL_TERMINATION_LOG";

  /**
   * Folder with credentials of the object storage, a file named as each AWS variable, read again at
   * each use: {@value}.
   */
  public static final String STORE_CREDENTIALS = "BYOL_STORE_CREDENTIALS";

  /**
   * Seconds from a request to stop until the process is killed, at least 1; unset: nobody kills it:
   * {@value}.
   */
  public static final String GRACE_SECONDS = "BYOL_GRACE_SECONDS";

  /** More options of a worker's virtual machine, which are the user's to set: {@value}. */
  public static final String JAVA_OPTIONS = "BYOL_JAVA_OPTS";

  private WorkerVariables() {}

  /** Whether a variable is not for users to set in a cluster. */
  public static boolean isReserved(String name) {
    return name.startsWith("BYOL_") && !name.equals(JAVA_OPTIONS);
  }
}
