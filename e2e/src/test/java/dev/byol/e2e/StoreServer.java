package dev.byol.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server that speaks S3, as a pod: that of the image in {@value #IMAGE}, which runs versitygw.
 * Its bucket {@value #BUCKET} is a folder of {@link Cluster#SHARED}.
 */
final class StoreServer {
  /** The environment variable that names the image. */
  static final String IMAGE = "BYOL_E2E_S3_IMAGE";

  static final String WHY = "it needs an image of versitygw, named by " + IMAGE;
  static final String BUCKET = "byol";
  static final String ACCESS_KEY = "e2e";
  static final String SECRET_KEY = "nobody-may-read-this";

  private static final String NAMESPACE = "byol-store";
  private static final Path FOLDER = Cluster.SHARED.resolve("s3");

  private StoreServer() {}

  /** Starts it with the digits in its bucket, and no checkpoints. */
  static void start() {
    Command.run("rm", "-rf", FOLDER.toString());
    Path bucket = FOLDER.resolve("buckets").resolve(BUCKET);
    try {
      Files.createDirectories(FOLDER.resolve("meta"));
      Files.createDirectories(bucket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.run("chown", "-R", Cluster.WORKER_USER, FOLDER.toString());
    Cluster.freshNamespace(NAMESPACE);
    Cluster.apply(
        NAMESPACE,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: store}
        spec:
          replicas: 1
          strategy: {type: Recreate}
          selector: {matchLabels: {app: store}}
          template:
            metadata: {labels: {app: store}}
            spec:
              terminationGracePeriodSeconds: 1
              securityContext: {runAsUser: 65532, runAsGroup: 65532, runAsNonRoot: true}
              containers:
                - name: store
                  image: %1$s
                  imagePullPolicy: IfNotPresent
                  args: [--access, %2$s, --secret, %3$s, --region, us-east-1, --port, ":7070", posix, --sidecar, /data/meta, /data/buckets]
                  ports: [{containerPort: 7070}]
                  readinessProbe: {tcpSocket: {port: 7070}, periodSeconds: 1}
                  volumeMounts: [{name: data, mountPath: /data}]
              volumes: [{name: data, hostPath: {path: %4$s}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: store}
        spec:
          selector: {app: store}
          ports: [{port: 7070}]
        """
            .formatted(System.getenv(IMAGE), ACCESS_KEY, SECRET_KEY, FOLDER));
    awaitReady();
    upload(Cluster.SHARED.resolve("digits"), "digits");
  }

  private static void upload(Path folder, String prefix) {
    try (PortForward server = PortForward.to(NAMESPACE, "deployment/store", 7070);
        var files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Command.run(
            "curl",
            "--fail",
            "--silent",
            "--show-error",
            "--noproxy",
            "*",
            "--aws-sigv4",
            "aws:amz:us-east-1:s3",
            "--user",
            ACCESS_KEY + ":" + SECRET_KEY,
            "--header",
            "x-amz-content-sha256: UNSIGNED-PAYLOAD",
            "--upload-file",
            file.toString(),
            "http://%s/%s/%s/%s".formatted(server.address(), BUCKET, prefix, file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address for workers. */
  static String endpoint() {
    return "http://store." + NAMESPACE + ":7070";
  }

  /** What it keeps at a place of its bucket. */
  static Path stored(String key) {
    return FOLDER.resolve("buckets").resolve(BUCKET).resolve(key);
  }

  /** Takes it away; what it keeps stays. */
  static void stop() {
    scale(0);
    Cluster.awaitNoPods(NAMESPACE, "app=store", Duration.ofMinutes(1));
  }

  /** From now on it accepts another secret key alone, as when credentials expire. */
  static void accept(String secretKey) {
    Cluster.kubectl(
        "-n",
        NAMESPACE,
        "patch",
        "deployment/store",
        "--type=json",
        "--patch=[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/args/3\",\"value\":\"%s\"}]"
            .formatted(secretKey));
    awaitReady();
  }

  static void startAgain() {
    scale(1);
    awaitReady();
  }

  static void remove() {
    Cluster.attempt("delete", "namespace", NAMESPACE, "--wait=false");
  }

  private static void scale(int replicas) {
    Cluster.kubectl("-n", NAMESPACE, "scale", "deployment/store", "--replicas=" + replicas);
  }

  private static void awaitReady() {
    Cluster.kubectl("-n", NAMESPACE, "rollout", "status", "deployment/store", "--timeout=60s");
  }
}
