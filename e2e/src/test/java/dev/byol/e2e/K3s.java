package dev.byol.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A cluster of one node in a container, for people who have Docker and no cluster. The images come
 * from Docker, or from the archives that the property {@code byol.e2e.images} names.
 */
final class K3s {
  private static final DockerImageName IMAGE =
      DockerImageName.parse(System.getProperty("byol.e2e.k3s", "rancher/k3s:v1.34.1-k3s1"))
          .asCompatibleSubstituteFor("rancher/k3s");

  /** What lies here is loaded when the node starts. */
  private static final String IMAGES = "/var/lib/rancher/k3s/agent/images/";

  private static Path kubeconfig;

  private K3s() {}

  /** Whether there is a Docker to run it. */
  static boolean isPossible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /** The kubeconfig of the cluster, which starts with the first call and ends with the JVM. */
  static synchronized Path kubeconfig() {
    if (kubeconfig == null) {
      kubeconfig = start();
    }
    return kubeconfig;
  }

  // Closed by the hook, since tests of several classes share it.
  @SuppressWarnings("resource")
  private static Path start() {
    try {
      Files.createDirectories(Cluster.SHARED);
      var container = new K3sContainer(IMAGE);
      container.withFileSystemBind(
          Cluster.SHARED.toString(), Cluster.SHARED.toString(), BindMode.READ_WRITE);
      for (Path archive : archives()) {
        container.withFileSystemBind(
            archive.toString(), IMAGES + archive.getFileName(), BindMode.READ_ONLY);
      }
      container.withStartupTimeout(Duration.ofMinutes(3));
      container.start();
      Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "k3s"));
      return Files.writeString(
          Files.createTempFile("byol-e2e", ".kubeconfig"), container.getKubeConfigYaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> archives() throws IOException {
    String named = System.getProperty("byol.e2e.images");
    if (named != null) {
      return List.of(named.split(",")).stream().map(Path::of).toList();
    }
    Path archive = Files.createTempDirectory("byol-e2e").resolve("byol.tar");
    Command.run("docker", "save", "-o", archive.toString(), Release.OPERATOR, Release.TRAINER);
    return List.of(archive);
  }
}
