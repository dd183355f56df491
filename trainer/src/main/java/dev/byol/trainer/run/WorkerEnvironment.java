package dev.byol.trainer.run;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.RendezvousSettings;
import dev.byol.trainer.collective.forming.SharedKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
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
 * @param transport how it may exchange with the others what is summed
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
    Parent parent,
    Transport transport) {

  /** Who started a worker. */
  public enum Parent {
    /** A person or a pod: signals are for the worker itself. */
    NONE,
    /** A {@link LocalLauncher}, which holds a pipe to the worker's standard input. */
    LAUNCHER
  }

  private static final String JOB_INDEX = "JOB_COMPLETION_INDEX";

  /** Checks the ranges and copies the key. */
  public WorkerEnvironment {
    require(worldSize >= 1, WorkerVariables.WORLD_SIZE, worldSize, "a whole number of at least 1");
    require(rank >= 0 && rank < worldSize, WorkerVariables.RANK, rank, "in 0.." + (worldSize - 1));
    require(
        generation >= 0, WorkerVariables.GENERATION, generation, "a whole number of at least 0");
    require(attempt >= 0, WorkerVariables.ATTEMPT, attempt, "a whole number of at least 0");
    require(cores >= 1, WorkerVariables.CORES, cores, "a whole number of at least 1");
    require(
        worldSize == 1 || (rendezvousPort >= 1 && rendezvousPort <= 65535),
        WorkerVariables.RENDEZVOUS,
        rendezvousHost + ":" + rendezvousPort,
        "host:port with a port in 1..65535");
    require(
        worldSize == 1 || key.length >= 16,
        WorkerVariables.KEY,
        key.length + " bytes",
        "at least 16 random bytes");
    key = key.clone();
  }

  /** A worker alone. */
  public static WorkerEnvironment alone(int cores) {
    return new WorkerEnvironment(
        0, 1, "", 0, 0, 0, new byte[0], cores, Parent.NONE, Transport.AUTO);
  }

  /**
   * Reads the variables; without {@value WorkerVariables#WORLD_SIZE} the worker is alone.
   *
   * @param variables the process's environment
   * @param defaultCores cores of a worker that is not told how many it has
   * @throws WrongEnvironmentException when a variable is missing or out of its range
   */
  public static WorkerEnvironment from(Map<String, String> variables, int defaultCores) {
    long worldSize = number(variables, WorkerVariables.WORLD_SIZE, 1);
    String[] rendezvous = hostAndPort(variables.getOrDefault(WorkerVariables.RENDEZVOUS, ""));
    return new WorkerEnvironment(
        Math.toIntExact(number(variables, rankVariable(variables), worldSize == 1 ? 0 : null)),
        Math.toIntExact(worldSize),
        rendezvous[0],
        Integer.parseInt(rendezvous[1]),
        number(variables, WorkerVariables.GENERATION, 0),
        attempt(variables),
        key(variables.getOrDefault(WorkerVariables.KEY, "")),
        Math.toIntExact(number(variables, WorkerVariables.CORES, defaultCores)),
        variables.getOrDefault(WorkerVariables.PARENT, "").equals(Parent.LAUNCHER.name())
            ? Parent.LAUNCHER
            : Parent.NONE,
        transport(variables.getOrDefault(WorkerVariables.TRANSPORT, "auto")));
  }

  /**
   * Where the rank stands: it is what we are told, else the index that Kubernetes gives each pod of
   * a Job.
   */
  public static String rankVariable(Map<String, String> variables) {
    boolean told = variables.containsKey(WorkerVariables.RANK);
    return told || !variables.containsKey(JOB_INDEX) ? WorkerVariables.RANK : JOB_INDEX;
  }

  /**
   * The attempt that the environment of a launcher or a worker names; 0 without one.
   *
   * @throws WrongEnvironmentException when it is no whole number
   */
  public static int attempt(Map<String, String> variables) {
    return Math.toIntExact(number(variables, WorkerVariables.ATTEMPT, 0));
  }

  /** The variables that say this. */
  public Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put(WorkerVariables.RANK, Integer.toString(rank));
    variables.put(WorkerVariables.WORLD_SIZE, Integer.toString(worldSize));
    variables.put(WorkerVariables.GENERATION, Long.toString(generation));
    variables.put(WorkerVariables.ATTEMPT, Integer.toString(attempt));
    variables.put(WorkerVariables.CORES, Integer.toString(cores));
    variables.put(WorkerVariables.PARENT, parent.name());
    // What a person set for the launcher holds for its workers, so the default is not written.
    if (transport != Transport.AUTO) {
      variables.put(WorkerVariables.TRANSPORT, transport.name().toLowerCase(Locale.ROOT));
    }
    if (worldSize > 1) {
      variables.put(WorkerVariables.RENDEZVOUS, rendezvousHost + ":" + rendezvousPort);
      variables.put(WorkerVariables.KEY, HexFormat.of().formatHex(key));
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
        failureDetection,
        transport);
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
      require(text.isEmpty(), WorkerVariables.RENDEZVOUS, text, "host:port");
      return new String[] {"", "0"};
    }
    return new String[] {text.substring(0, colon), text.substring(colon + 1)};
  }

  private static Transport transport(String name) {
    return switch (name.strip()) {
      case "auto", "" -> Transport.AUTO;
      case "tcp" -> Transport.TCP;
      default ->
          throw new WrongEnvironmentException(WorkerVariables.TRANSPORT, name, "auto or tcp");
    };
  }

  private static byte[] key(String hex) {
    try {
      return HexFormat.of().parseHex(hex.strip());
    } catch (IllegalArgumentException e) {
      throw new WrongEnvironmentException(
          WorkerVariables.KEY, "something else", "hexadecimal digits");
    }
  }

  private static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new WrongEnvironmentException(name, value.toString(), allowed);
    }
  }
}
