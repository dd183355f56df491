package dev.byol.trainer.run;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.collective.Transport;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs the workers of one experiment as processes of this machine, and ends when all have ended.
 *
 * <p>Worker 0 has the terminal, the others write to files. Each worker's standard input is a pipe
 * held open here ({@link LauncherWatch}): a request to stop goes through it, and its end tells a
 * worker that the launcher is dead. When one worker fails, the others get a bounded time to end by
 * themselves; then they are killed.
 */
public final class LocalLauncher {
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);
  private static final int KEY_BYTES = 32;

  private final LaunchPlan plan;
  private final Bounds bounds;
  private final Redirect terminal;
  private final Consumer<String> say;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicBoolean stopAsked = new AtomicBoolean();
  private final List<WorkerProcess> workers = new CopyOnWriteArrayList<>();

  /**
   * How long the launcher waits.
   *
   * @param stop from a request to stop until all workers have ended
   * @param peers from the failure of one worker until the others have ended
   */
  public record Bounds(Duration stop, Duration peers) {
    /** Fit for steps of up to a minute. */
    public static final Bounds DEFAULT = new Bounds(Duration.ofMinutes(2), Duration.ofSeconds(30));
  }

  private sealed interface Event {
    record Ended(WorkerExit exit) implements Event {}

    record StopAsked() implements Event {}
  }

  /**
   * @param plan what to start
   * @param bounds how long to wait
   * @param terminal where worker 0's output and errors go, {@link Redirect#INHERIT} for our own
   * @param say tells the user a sentence
   */
  public LocalLauncher(LaunchPlan plan, Bounds bounds, Redirect terminal, Consumer<String> say) {
    this.plan = plan;
    this.bounds = bounds;
    this.terminal = terminal;
    this.say = say;
  }

  /** Asks all workers to stop at the next step boundary, with a checkpoint. From any thread. */
  public void requestStop() {
    if (!stopAsked.getAndSet(true)) {
      events.add(new Event.StopAsked());
    }
  }

  /** Kills all workers now. From any thread. */
  public void killAll() {
    workers.forEach(WorkerProcess::kill);
  }

  /**
   * Starts the workers and waits for their ends.
   *
   * @throws IOException when a process cannot be started; those already started are ended
   * @throws InterruptedException when interrupted; the workers are ended
   */
  public ExitCode run() throws IOException, InterruptedException {
    Thread killer = new Thread(this::killAll, "launcher-exit");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      start();
      return report(Verdict.of(awaitAll()));
    } finally {
      killAll();
      for (WorkerProcess worker : workers) {
        worker.awaitEnd(AFTER_KILL);
      }
      removeHook(killer);
    }
  }

  private void start() throws IOException {
    Files.createDirectories(plan.folder());
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    int[] cores = CoreShares.of(plan.cores(), plan.workers());
    if (plan.workers() > plan.cores()) {
      say.accept(plan.workers() + " workers share " + plan.cores() + " cores: expect slow steps.");
    }
    for (int rank = 0; rank < plan.workers(); rank++) {
      var environment =
          new WorkerEnvironment(
              rank,
              plan.workers(),
              plan.rendezvous().getHostString(),
              plan.rendezvous().getPort(),
              0,
              plan.attempt(),
              key,
              cores[rank],
              WorkerEnvironment.Parent.LAUNCHER,
              Transport.AUTO);
      var worker = new WorkerProcess(rank, start(environment));
      workers.add(worker);
      var unused = worker.exit().thenAccept(exit -> events.add(new Event.Ended(exit)));
    }
  }

  private Process start(WorkerEnvironment worker) throws IOException {
    var builder = new ProcessBuilder(plan.command().of(worker.rank(), worker.cores()));
    Map<String, String> environment = builder.environment();
    environment.putAll(worker.variables());
    // Lanes are threads with single-threaded primitives.
    environment.put("OMP_NUM_THREADS", "1");
    if (worker.rank() == 0) {
      builder.redirectOutput(terminal).redirectError(terminal);
    } else {
      environment.remove("BYOL_TERMINAL_COLUMNS");
      builder
          .redirectErrorStream(true)
          .redirectOutput(Redirect.to(plan.outputOf(worker.rank()).toFile()));
    }
    return builder.start();
  }

  private List<WorkerExit> awaitAll() throws InterruptedException {
    List<WorkerExit> exits = new ArrayList<>();
    Deadline deadline = Deadline.NEVER;
    while (exits.size() < workers.size()) {
      Event event = events.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (event instanceof Event.Ended ended) {
        exits.add(ended.exit());
        // While the others are well they may go on: worker 0 evaluates after the last step.
        if (!Verdict.wentWell(ended.exit())) {
          deadline = deadline.orSooner(Deadline.in(bounds.peers(), "after one of them failed"));
        }
      } else if (event instanceof Event.StopAsked) {
        say.accept("Stopping, with a checkpoint; once more stops at once.");
        workers.forEach(WorkerProcess::askToStop);
        deadline = deadline.orSooner(Deadline.in(bounds.stop(), "after the request to stop"));
      } else {
        say.accept(
            "%d of %d workers still run %d s %s; killing them."
                .formatted(
                    workers.size() - exits.size(),
                    workers.size(),
                    deadline.bound().toSeconds(),
                    deadline.name()));
        killAll();
        awaitKilled(exits);
      }
    }
    return exits;
  }

  /** Adds the ends that follow a kill; a process that even survives that is counted as killed. */
  private void awaitKilled(List<WorkerExit> exits) throws InterruptedException {
    Set<Integer> missing = workers.stream().map(WorkerProcess::rank).collect(Collectors.toSet());
    exits.forEach(exit -> missing.remove(exit.rank()));
    Deadline deadline = Deadline.in(AFTER_KILL, "after the kill");
    while (!missing.isEmpty()) {
      Event event = events.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (event instanceof Event.Ended ended) {
        exits.add(ended.exit());
        missing.remove(ended.exit().rank());
      } else if (event == null) {
        missing.forEach(rank -> exits.add(new WorkerExit(rank, 137, WorkerExit.EndedBy.LAUNCHER)));
        missing.clear();
      }
    }
  }

  private ExitCode report(Verdict verdict) {
    if (verdict.culprit().isEmpty()) {
      return verdict.code();
    }
    WorkerExit culprit = verdict.culprit().get();
    // What worker 0 says by itself stands on the terminal already.
    boolean saidAlready = culprit.rank() == 0 && ExitCode.of(culprit.status()).isPresent();
    if (!saidAlready) {
      String words = culprit.rank() == 0 ? "" : LastWords.of(plan.outputOf(culprit.rank()));
      say.accept(
          "Worker %d of %d %s.%s%s"
              .formatted(
                  culprit.rank(),
                  plan.workers(),
                  culprit.words(),
                  words.isEmpty() ? "" : " Its last words: " + words,
                  culprit.rank() == 0
                      ? ""
                      : " (All it said: " + plan.outputOf(culprit.rank()) + ")"));
    }
    if (verdict.code() == ExitCode.PEER_LOST) {
      say.accept("The same command again goes on from the last checkpoint.");
    }
    return verdict.code();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs or has run.
    }
  }
}
