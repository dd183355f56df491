package dev.byol.trainer.telemetry.lease;

/**
 * Where a Lease is.
 *
 * @param namespace its namespace
 * @param name its name, that of the experiment
 */
public record LeaseAddress(String namespace, String name) {
  private static final String LABEL = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";

  /** Checks that both can be part of a path. */
  public LeaseAddress {
    if (!namespace.matches(LABEL) || !name.matches(LABEL)) {
      throw new IllegalArgumentException(
          namespace + "/" + name + " names no Lease; write namespace/name, both in lower case");
    }
  }

  /**
   * Reads {@code namespace/name}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static LeaseAddress parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(text + " names no Lease; write namespace/name");
    }
    return new LeaseAddress(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The path of the Lease at the API server. */
  String path() {
    return "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/" + name;
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
