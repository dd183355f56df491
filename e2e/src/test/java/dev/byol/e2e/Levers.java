package dev.byol.e2e;

/**
 * What is done to a cluster behind the back of its API: a program, named by the environment
 * variable {@value #PROGRAM}, that takes one of {@code kill POD}, {@code node-off NODE}, {@code
 * node-on NODE}, {@code node-cut NODE}, {@code node-heal NODE}, {@code api-off}, {@code api-on}.
 */
final class Levers {
  static final String PROGRAM = "BYOL_E2E_LEVERS";
  static final String WHY =
      "it needs a program that pulls a node's plug, named by BYOL_E2E_LEVERS; see Levers";

  private Levers() {}

  /** Kills a worker's process with SIGKILL, as the kernel would. */
  static void kill(String pod) {
    pull("kill", pod);
  }

  static void nodeOff(String node) {
    pull("node-off", node);
  }

  static void nodeOn(String node) {
    pull("node-on", node);
  }

  /** Takes a node off the network; its processes go on. */
  static void nodeCut(String node) {
    pull("node-cut", node);
  }

  static void nodeHeal(String node) {
    pull("node-heal", node);
  }

  static void apiServerOff() {
    pull("api-off");
  }

  static void apiServerOn() {
    pull("api-on");
  }

  private static void pull(String... lever) {
    String[] command = new String[lever.length + 1];
    command[0] = System.getenv(PROGRAM);
    System.arraycopy(lever, 0, command, 1, lever.length);
    Command.run(command);
  }
}
