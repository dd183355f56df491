package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Pictures from a bucket, checkpoints into it, with credentials from a Secret. */
@OnCluster
@Execution(ExecutionMode.SAME_THREAD)
@EnabledIfEnvironmentVariable(
    named = StoreServer.IMAGE,
    matches = ".+",
    disabledReason = StoreServer.WHY)
class ObjectStorageE2E {
  private static final Duration SOON = Duration.ofMinutes(4);

  @BeforeAll
  static void install() {
    Cluster.sharePictures();
    StoreServer.start();
    Release.install();
  }

  @AfterAll
  static void leave() {
    Cluster.removeNamespaces(Row.LABEL);
    StoreServer.remove();
  }

  @Test
  void aSuspendedExperimentResumesInNewPodsFromTheBucket() {
    Row row =
        start(
            inBucket("bucket", 2),
            "s3://byol/runs/bucket",
            "everySteps: 20",
            StoreServer.SECRET_KEY);
    row.awaitStep(25);

    suspend(row, true);
    JsonNode suspended = row.awaitPhase("Suspended");
    long saved = suspended.at("/checkpoint/step").asLong();
    assertThat(saved).isEqualTo(suspended.at("/progress/step").asLong());
    assertThat(suspended.at("/checkpoint/uri").asText()).startsWith("s3://byol/runs/bucket/step-");
    Cluster.awaitNoPods(row.namespace(), "byol.dev/experiment=bucket", SOON);
    assertThat(StoreServer.stored("runs/bucket/latest")).hasContent("step-%08d".formatted(saved));

    suspend(row, false);
    JsonNode resumed = row.awaitStep(saved + 1);
    assertThat(resumed.at("/attempt/number").asLong()).isEqualTo(2);
    // The first step that the operator heard of.
    assertThat(resumed.at("/attempt/fromStep").asLong())
        .isBetween(saved, resumed.at("/progress/step").asLong());
    assertThat(row.kubectl("logs", row.pod(0)))
        .contains("Going on after step %d,".formatted(saved))
        .doesNotContain(StoreServer.SECRET_KEY);
    assertThat(row.kubectl("get", "byol,pods,configmaps,jobs", "-o", "yaml"))
        .doesNotContain(StoreServer.SECRET_KEY);
  }

  @Test
  void whileTheStoreIsAwayTrainingGoesOnAndTheResourceSaysThatCheckpointsLag() {
    Row row = startAndSave("away");

    StoreServer.stop();
    try {
      JsonNode lagging = await(row, "CheckpointLagging", ObjectStorageE2E::isLagging);
      assertThat(Cluster.isAt(lagging, "Running")).isTrue();
      row.awaitSteps(10);
    } finally {
      StoreServer.startAgain();
    }

    long missed = row.status().at("/progress/step").asLong();
    JsonNode caughtUp = awaitCheckpoint(row, missed, status -> !isLagging(status));
    assertThat(caughtUp.at("/attempt/number").asLong()).isEqualTo(1);
  }

  @Test
  void aBucketThatIsNotThereFailsWithAddressStatusAndRemedy() {
    Row row =
        start(
            inBucket("nobucket", 1),
            "s3://no-such-bucket/runs",
            "everySteps: 20",
            StoreServer.SECRET_KEY);

    JsonNode failed = row.awaitPhase("Failed");

    assertThat(failed.path("message").asText())
        .contains("s3://no-such-bucket/runs", "HTTP 404", "create the bucket no-such-bucket");
    assertThat(failed.at("/progress/step").asLong()).isZero();
  }

  @Test
  void aSecretThatTheStoreRefusesIsToldAndARenewedOneMendsItWithoutAnEdit() {
    Row row =
        start(inBucket("refused", 1), "s3://byol/runs/refused", "everySteps: 20", "not-the-secret");

    JsonNode refused = await(row, "StorageRefused", status -> isDegraded(status, "StorageRefused"));
    assertThat(refused.path("message").asText())
        .contains("s3://byol/", "HTTP 403", "credentials")
        .doesNotContain("not-the-secret");
    assertThat(refused.at("/phase").asText()).isNotEqualTo("Failed");

    secret(row, StoreServer.SECRET_KEY);

    JsonNode trained = row.awaitStep(5);
    assertThat(trained.at("/budget/failures").asLong()).isZero();
  }

  @Test
  void credentialsThatExpireInMidRunAreWaitedForAndARenewedSecretHoldsInTheSamePods() {
    Row row = startAndSave("expired");
    String renewed = "renewed-and-nobody-may-read-it";

    StoreServer.accept(renewed);
    try {
      JsonNode waiting =
          await(row, "StorageRefused", status -> isDegraded(status, "StorageRefused"));
      assertThat(Cluster.isAt(waiting, "Running")).isTrue();
      row.awaitSteps(10);
      long missed = row.status().at("/progress/step").asLong();

      secret(row, renewed);

      JsonNode caughtUp =
          awaitCheckpoint(row, missed, status -> !isDegraded(status, "StorageRefused"));
      assertThat(caughtUp.at("/attempt/number").asLong()).isEqualTo(1);
      assertThat(caughtUp.at("/budget/failures").asLong()).isZero();
    } finally {
      StoreServer.accept(StoreServer.SECRET_KEY);
    }
  }

  @Test
  void aStoreThatIsAwayWhileItIsReadFromCostsNothingAndAStopEndsWithinTheGrace() {
    Row row =
        start(
            inBucket("reading", 2),
            "s3://byol/runs/reading",
            "everySteps: 20",
            StoreServer.SECRET_KEY);
    row.awaitStep(25);

    StoreServer.stop();
    try {
      await(row, "StorageUnavailable", status -> isDegraded(status, "StorageUnavailable"));
      suspend(row, true);
      Cluster.awaitNoPods(row.namespace(), "byol.dev/experiment=reading", SOON);
      JsonNode suspended = row.awaitPhase("Suspended");
      assertThat(suspended.at("/budget/failures").asLong()).isZero();
    } finally {
      StoreServer.startAgain();
    }
    suspend(row, false);
    long saved = row.status().at("/checkpoint/step").asLong();
    assertThat(row.awaitStep(saved + 1).at("/budget/failures").asLong()).isZero();
  }

  private static Digits inBucket(String name, int replicas) {
    return Digits.of(name, Digits.FOREVER, replicas).from("s3://" + StoreServer.BUCKET + "/digits");
  }

  /** Starts an experiment without an end, with its pictures from a volume, and lets it save. */
  private static Row startAndSave(String name) {
    Row row =
        start(
            Digits.of(name, Digits.FOREVER, 2),
            "s3://byol/runs/" + name,
            "everySeconds: 5",
            StoreServer.SECRET_KEY);
    await(row, "a checkpoint", status -> status.at("/checkpoint/step").asLong() > 0);
    return row;
  }

  private static Row start(Digits digits, String checkpoints, String interval, String secretKey) {
    Row row =
        Row.in(
            digits
                .checkpointing("{uri: %s, %s}".formatted(checkpoints, interval))
                .with(
                    "storage: {endpoint: \"%s\", credentialsSecret: store}"
                        .formatted(StoreServer.endpoint())));
    secret(row, secretKey);
    row.apply();
    return row;
  }

  /** Makes the Secret, or renews it. */
  private static void secret(Row row, String secretKey) {
    Cluster.apply(
        row.namespace(),
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: store}
        stringData: {AWS_ACCESS_KEY_ID: %s, AWS_SECRET_ACCESS_KEY: %s}
        """
            .formatted(StoreServer.ACCESS_KEY, secretKey));
  }

  private static JsonNode await(Row row, String what, Predicate<JsonNode> wanted) {
    return Cluster.await(row.namespace(), row.digits().name(), SOON, what, wanted);
  }

  private static JsonNode awaitCheckpoint(Row row, long step, Predicate<JsonNode> and) {
    return await(
        row,
        "a checkpoint of step " + step + " or later",
        status -> status.at("/checkpoint/step").asLong() >= step && and.test(status));
  }

  /** While it trains on, the store's own words outweigh that checkpoints lag. */
  private static boolean isLagging(JsonNode status) {
    return isDegraded(status, "CheckpointLagging") || isDegraded(status, "StorageUnavailable");
  }

  private static boolean isDegraded(JsonNode status, String reason) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Degraded")
          && condition.path("reason").asText().equals(reason)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static void suspend(Row row, boolean suspend) {
    row.kubectl(
        "patch",
        "byol",
        row.digits().name(),
        "--type=merge",
        "--patch={\"spec\":{\"suspend\":" + suspend + "}}");
  }
}
