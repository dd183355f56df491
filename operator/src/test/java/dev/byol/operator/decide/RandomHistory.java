package dev.byol.operator.decide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.EvaluationReport;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LastWords;
import dev.byol.api.channel.ProgressBuilder;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.JobView.Outcome;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.observe.WorkerView.State;
import dev.byol.operator.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/** All that can happen to an experiment, in any order, with texts and numbers from anywhere. */
final class RandomHistory {
  private static final String[] PIECES = {
    "x",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u0000",
    "\u001b[31m",
    "\u2028",
    "é",
    "字",
    "\uD83D\uDE00",
    "\uD83D",
    "\uDE00",
    "\"",
    "\\",
    "%s",
    "a sentence. ",
    "/a/path",
    "..."
  };
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final World world;
  private final Random random;

  RandomHistory(World world, Random random) {
    this.world = world;
    this.random = random;
  }

  /** One thing happens, and the operator makes a pass. */
  void step() {
    if (world.status.attempt() == null || random.nextInt(5) == 0) {
      world.pass(Duration.ofSeconds(random.nextInt(700)));
      return;
    }
    world.beats = random.nextInt(3) > 0;
    switch (random.nextInt(16)) {
      case 0, 1 -> world.podsRun();
      case 2, 3 -> report();
      case 4 -> trouble();
      case 5 -> ends(code(), words(code()).json());
      case 6 -> ends(code(), cut(words(code()).json()));
      case 7 -> ends(random.nextInt(256), text());
      case 8 -> world.podRefusal = maybe();
      case 9 -> world.refusal = maybe().map(this::refusal);
      case 10 -> world.eachPod(pod -> World.disrupted(pod, text()));
      case 11 -> world.jobs.clear();
      case 12 -> edit();
      case 13 ->
          world.job(Outcome.FAILED, random.nextBoolean() ? Admission.HELD : Admission.ADMITTED);
      case 14 -> world.eachPod(pod -> World.silent(pod, world.now));
      default ->
          world.jobs.replaceAll(
              (n, job) -> job.with().outcome(Outcome.FAILED).message(text()).build());
    }
    world.pass();
  }

  private void trouble() {
    world.eachPod(
        pod ->
            World.changed(
                    pod,
                    random.nextBoolean() ? State.WAITING : State.UNSCHEDULED,
                    Optional.of(
                        oneOf("ErrImagePull", "FailedMount", "Unschedulable", text())
                            + ": "
                            + text()),
                    Optional.empty())
                .withNode(Optional.of("n".repeat(200) + pod.rank())));
  }

  private void ends(int exit, String message) {
    int rank = random.nextInt(world.status.attempt().world());
    if (world.pods.containsKey(world.pod(rank))) {
      world.ends(rank, exit, oneOf("Error", "OOMKilled", "Completed", text()), message);
    }
  }

  private int code() {
    ExitCode[] codes = ExitCode.values();
    return codes[random.nextInt(codes.length)].status();
  }

  private LastWords words(int status) {
    return new LastWords(
        ExitCode.of(status).orElseThrow(),
        0,
        world.status.attempt().number(),
        random.nextBoolean() ? null : number(),
        random.nextBoolean() ? null : checkpoint(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : new EvaluationReport(0.0, 1.0, random.nextDouble()));
  }

  private String cut(String json) {
    return json.substring(0, random.nextInt(json.length() + 1));
  }

  private CheckpointReport checkpoint() {
    Instant time = oneOf(world.now, Instant.MAX, Instant.MIN, Instant.EPOCH);
    return new CheckpointReport(number(), text(), time, random.nextBoolean() ? null : number());
  }

  private void report() {
    var progress =
        ProgressBuilder.builder()
            .attempt(Math.max(1, world.status.attempt().number() - random.nextInt(2)))
            .acknowledged(0)
            .phase(oneOf(WorkerPhase.values()))
            .step(number())
            .activity(number())
            .maxSteps(random.nextBoolean() ? null : Math.max(1, number()))
            .scheduleSteps(random.nextBoolean() ? null : Math.max(1, number()))
            .epoch(figure())
            .loss(figure())
            .learningRate(figure())
            .targetDecay(figure())
            .top1(random.nextDouble())
            .imagesPerSecond(figure())
            .etaSeconds(number())
            .embeddingStd(figure())
            .checkpoint(random.nextBoolean() ? null : checkpoint())
            .message(text())
            .waiting(
                random.nextInt(3) > 0
                    ? null
                    : new WaitReport(
                        oneOf(ExitCode.STORAGE_UNAVAILABLE, ExitCode.STORAGE_REFUSED), text()))
            .build();
    world.lease =
        Optional.of(
            world.leaseView(
                world.lease.flatMap(LeaseView::control), Optional.of(progress), maybe()));
  }

  private Refusal refusal(String words) {
    Refusal.Kind[] kinds = Refusal.Kind.values();
    return new Refusal(kinds[random.nextInt(kinds.length)], "It was refused: " + words);
  }

  private void edit() {
    String edit =
        switch (random.nextInt(7)) {
          case 0 -> "spec.data.uri=" + quoted(text());
          case 1 -> "spec.checkpoint.uri=" + quoted("s3://b/" + text());
          case 2 -> "spec.workers.replicas=" + (1 + random.nextInt(9));
          case 3 -> "spec.suspend=" + random.nextBoolean();
          case 4 -> "spec.workers.image=" + quoted(text());
          case 5 -> "spec.workers.env=[{name: A, value: " + quoted(text()) + "}]";
          default -> "spec.lifecycle.restartNonce=" + quoted(text());
        };
    try {
      world.edit(edit);
    } catch (InvalidExperimentException e) {
      // The strict reader refuses it, and so no such experiment comes to the operator.
      world.forgetLastEdit();
    }
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<String> maybe() {
    return random.nextBoolean() ? Optional.empty() : Optional.of(text());
  }

  private long number() {
    return oneOf(0L, 1L, 120L, (long) random.nextInt(), Long.MAX_VALUE) & Long.MAX_VALUE;
  }

  private Double figure() {
    return oneOf(null, 0.0, -1.0, 1e-300, Double.MAX_VALUE, random.nextGaussian());
  }

  private String text() {
    int pieces = oneOf(0, 1, 5, 40, 997, 3000);
    String only = oneOf(PIECES);
    boolean uniform = random.nextInt(3) == 0;
    var text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(uniform ? only : oneOf(PIECES));
    }
    return text.toString();
  }

  @SafeVarargs
  private <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }
}
