package dev.byol.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port of a pod as one of this machine, which may not reach the cluster's network by itself. */
final class PortForward implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Forwarding from (127\\.0\\.0\\.1:\\d+) .*");

  private final Process kubectl;
  private final String address;

  private PortForward(Process kubectl, String address) {
    this.kubectl = kubectl;
    this.address = address;
  }

  /** Begins; {@code kubectl} itself gives up on a target that is not there. */
  static PortForward to(String namespace, String target, int port) {
    try {
      Process kubectl =
          Command.start("kubectl", "-n", namespace, "port-forward", target, ":" + port);
      BufferedReader said = kubectl.inputReader(StandardCharsets.UTF_8);
      String line = said.readLine();
      Matcher ready = READY.matcher(line == null ? "" : line);
      if (!ready.matches()) {
        kubectl.destroyForcibly();
        throw new AssertionError("no way to " + target + ": " + line);
      }
      return new PortForward(kubectl, ready.group(1));
    } catch (IOException e) {
      throw new AssertionError("cannot run kubectl", e);
    }
  }

  /** Host and port. */
  String address() {
    return address;
  }

  @Override
  public void close() {
    kubectl.destroy();
  }
}
