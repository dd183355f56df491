package dev.byol.trainer.run;

import dev.byol.trainer.collective.RendezvousSettings;
import dev.byol.trainer.collective.SharedKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a worker process is told by environment variables, by the launcher or by the operator.
 * Nothing of it is on the command line, where other users of the machine could read the key.
 *
 * @param rank this worker's rank, in 0..worldSize-1
 * @param worldSize number of workers, at least 1
 * @param rendezvousHost where rank 0 listens
 * @param rendezvousPort where rank 0 listens, in 1..65535; 0 for a world of one
 * @param generation number of the membership, at least 0
 * @param attempt of the experiment, at least 1; 0 for a run that no operator started
 * @param key what the workers prove to one another that they know; empty for a world of one
 * @param cores cores given to this worker, at least 1
 * @param parent who started it
 */
public record WorkerEnvironment(
    int rank,
    int worldSize,
    String rendezvousHost,
    int rendezvousPort,
    long generation,
    int attempt,
    byte[] key,
    int cores,
    Parent parent) {

  /** Who started a worker. */
  public enum Parent {
    /** A person or a pod: signals are for the worker itself. */
    NONE,
    /** A {@link LocalLauncher}, which holds a pipe to the worker's standard input. */
    LAUNCHER
  }

  /** Variable of the rank: {@value}. */
  public static final String RANK = "BYOL_RANK";

  /** Variable of the world size: {@value}. */
  public static final String WORLD_SIZE = "BYOL_WORLD_SIZE";

  /** Variable of rank 0's address, as host:port: {@value}. */
  public static final String RENDEZVOUS = "BYOL_RENDEZVOUS";

  /** Variable of the generation: {@value}. */
  public static final String GENERATION = "BYOL_GENERATION";

  /** Variable of the attempt: {@value}. */
  public static final String ATTEMPT = "BYOL_ATTEMPT";

  /** Variable of the key, in hexadecimal digits: {@value}. */
  public static final String KEY = "BYOL_KEY";

  /** Variable of the cores: {@value}. */
  public static final String CORES = "BYOL_CORES";

  /** Variable of the parent: {@value}. */
  public static final String PARENT = "BYOL_PARENT";

  /** Checks the ranges and copies the key. */
  public WorkerEnvironment {
    require(worldSize >= 1, WORLD_SIZE, worldSize, "a whole number of at least 1");
    require(rank >= 0 && rank < worldSize, RANK, rank, "in 0.." + (worldSize - 1));
    require(generation >= 0, GENERATION, generation, "a whole number of at least 0");
    require(attempt >= 0, ATTEMPT, attempt, "a whole number of at least 0");
    require(cores >= 1, CORES, cores, "a whole number of at least 1");
    require(
        worldSize == 1 || (rendezvousPort >= 1 && rendezvousPort <= 65535),
        RENDEZVOUS,
        rendezvousHost + ":" + rendezvousPort,
        "host:port with a port in 1..65535");
    require(
        worldSize == 1 || key.length >= 16, KEY, key.length + " bytes", "at least 16 random bytes");
    key = key.clone();
  }

  /** A worker alone. */
  public static WorkerEnvironment alone(int cores) {
    return new WorkerEnvironment(0, 1, "", 0, 0, 0, new byte[0], cores, Parent.NONE);
  }

  /**
   * Reads the variables; without {@value #WORLD_SIZE} the worker is alone.
   *
   * @param variables the process's environment
   * @param defaultCores cores of a worker that is not told how many it has
   * @throws WrongEnvironmentException when a variable is missing or out of its range
   */
  public static WorkerEnvironment from(Map<String, String> variables, int defaultCores) {
    long worldSize = number(variables, WORLD_SIZE, 1);
    String[] rendezvous = hostAndPort(variables.getOrDefault(RENDEZVOUS, ""));
    return new WorkerEnvironment(
        Math.toIntExact(number(variables, RANK, worldSize == 1 ? 0 : null)),
        Math.toIntExact(worldSize),
        rendezvous[0],
        Integer.parseInt(rendezvous[1]),
        number(variables, GENERATION, 0),
        attempt(variables),
        key(variables.getOrDefault(KEY, "")),
        Math.toIntExact(number(variables, CORES, defaultCores)),
        variables.getOrDefault(PARENT, "").equals(Parent.LAUNCHER.name())
            ? Parent.LAUNCHER
            : Parent.NONE);
  }

  /**
   * The attempt that the environment of a launcher or a worker names; 0 without one.
   *
   * @throws WrongEnvironmentException when it is no whole number
   */
  public static int attempt(Map<String, String> variables) {
    return Math.toIntExact(number(variables, ATTEMPT, 0));
  }

  /** The variables that say this. */
  public Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put(RANK, Integer.toString(rank));
    variables.put(WORLD_SIZE, Integer.toString(worldSize));
    variables.put(GENERATION, Long.toString(generation));
    variables.put(ATTEMPT, Integer.toString(attempt));
    variables.put(CORES, Integer.toString(cores));
    variables.put(PARENT, parent.name());
    if (worldSize > 1) {
      variables.put(RENDEZVOUS, rendezvousHost + ":" + rendezvousPort);
      variables.put(KEY, HexFormat.of().formatHex(key));
    }
    return variables;
  }

  /**
   * How to join the other workers.
   *
   * @param failureDetection as in {@link RendezvousSettings#failureDetection}
   * @throws IllegalStateException for a world of one, which joins nobody
   */
  public RendezvousSettings rendezvous(Duration failureDetection) {
    if (worldSize == 1) {
      throw new IllegalStateException("a worker alone joins nobody");
    }
    return new RendezvousSettings(
        InetSocketAddress.createUnresolved(rendezvousHost, rendezvousPort),
        rank,
        worldSize,
        generation,
        SharedKey.of(key),
        failureDetection);
  }

  /** A copy of the key. */
  @Override
  public byte[] key() {
    return key.clone();
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "worker "
        + rank
        + " of "
        + worldSize
        + ", generation "
        + generation
        + ", attempt "
        + attempt
        + ", rendezvous "
        + rendezvousHost
        + ":"
        + rendezvousPort
        + ", cores "
        + cores;
  }

  private static long number(Map<String, String> variables, String name, Number otherwise) {
    String text = variables.get(name);
    if (text == null || text.isBlank()) {
      require(otherwise != null, name, "not set", "a whole number");
      return otherwise.longValue();
    }
    try {
      // An int is all that any of these needs, and parsing as one keeps the later cast safe.
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new WrongEnvironmentException(name, text, "a whole number");
    }
  }

  private static String[] hostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      require(text.isEmpty(), RENDEZVOUS, text, "host:port");
      return new String[] {"", "0"};
    }
    return new String[] {text.substring(0, colon), text.substring(colon + 1)};
  }

  private static byte[] key(String hex) {
    try {
      return HexFormat.of().parseHex(hex.strip());
    } catch (IllegalArgumentException e) {
      throw new WrongEnvironmentException(KEY, "something else", "hexadecimal digits");
    }
  }

  private static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new WrongEnvironmentException(name, value.toString(), allowed);
    }
  }
}
