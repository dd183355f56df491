package dev.byol.operator;

import dev.byol.operator.act.Actor;
import dev.byol.operator.act.EventWriter;
import dev.byol.operator.act.Parallel;
import dev.byol.operator.act.StatusWriter;
import dev.byol.operator.model.WorkerDefaults;
import dev.byol.operator.observe.Caches;
import dev.byol.operator.observe.Heartbeats;
import dev.byol.operator.observe.ObservationGap;
import dev.byol.operator.observe.Observer;
import dev.byol.operator.observe.PodEvents;
import dev.byol.operator.observe.PodRefusals;
import dev.byol.operator.observe.RecentFailures;
import dev.byol.operator.refusal.RetryPauses;
import dev.byol.operator.resource.ExperimentResource;
import dev.byol.operator.serve.Endpoints;
import dev.byol.operator.serve.ExperimentMetrics;
import dev.byol.operator.serve.Metric;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operator with everything around it, from start to close. */
public final class RunningOperator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningOperator.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
  private static final Duration TO_FINISH_A_PASS = Duration.ofSeconds(10);

  /**
   * A start waits for the API server most of its time: a third of a second, most of it for a Role.
   */
  private static final int PASSES_AT_ONCE = 32;

  /**
   * With those of the passes fewer than the API server lets through one connection, which are 100.
   */
  private static final int REQUESTS_AT_ONCE = 48;

  /** Beyond what the client tries again by itself; a backlog of a thousand attempts included. */
  private static final Duration TO_MAKE_AN_ATTEMPT = Duration.ofMinutes(5);

  private final Operator operator;
  private final Endpoints endpoints;
  private final JvmGcMetrics collections;
  private final WatchedNamespaces namespaces;
  private final AtomicBoolean closing;

  private RunningOperator(
      Operator operator,
      Endpoints endpoints,
      JvmGcMetrics collections,
      WatchedNamespaces namespaces,
      AtomicBoolean closing) {
    this.operator = operator;
    this.endpoints = endpoints;
    this.collections = collections;
    this.namespaces = namespaces;
    this.closing = closing;
  }

  /**
   * Starts an operator; it reconciles in threads of its own.
   *
   * @param client stays the caller's to close
   */
  public static RunningOperator start(OperatorSettings settings, KubernetesClient client) {
    return start(settings, client, RunningOperator::endProcess);
  }

  /**
   * Starts an operator.
   *
   * @param startAnew called when a namespace that could not be watched can be: this operator never
   *     will
   */
  static RunningOperator start(
      OperatorSettings settings, KubernetesClient client, Runnable startAnew) {
    var namespaces = WatchedNamespaces.of(client, settings.namespaces());
    Clock clock = Clock.systemUTC();
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    var collections = new JvmGcMetrics();
    collections.bindTo(registry);
    var observationGap = new ObservationGap(clock);
    var heartbeats =
        new Heartbeats(
            clock, Duration.ofSeconds(settings.figuresSeconds()), new Random()::nextDouble);
    var recentFailures = new RecentFailures(clock);
    var metrics = new ExperimentMetrics(registry);
    var observer =
        new Observer(
            settings.image(),
            settings.policy(),
            PodRefusals.fromEvents(client, clock),
            PodEvents.of(client, clock),
            observationGap,
            heartbeats,
            recentFailures,
            clock);
    var actor =
        new Actor(
            client,
            new Parallel(Parallel.threads(REQUESTS_AT_ONCE), TO_MAKE_AN_ATTEMPT),
            settings.isolation(),
            new WorkerDefaults(settings.heartbeatSeconds(), settings.workerUser()),
            RunningOperator::drawKey);
    var events = new EventWriter(client, clock);
    var reconciler =
        new ExperimentReconciler(
            observer,
            observationGap,
            heartbeats,
            recentFailures,
            new RetryPauses(clock, new SecureRandom()),
            actor,
            new StatusWriter(events, clock),
            events,
            metrics);
    var closing = new AtomicBoolean();
    var operator =
        new Operator(overrider -> configure(overrider, settings, client, registry, closing));
    operator.register(reconciler, overrider -> watch(overrider, namespaces));
    Gauge.builder(Metric.NAMESPACES_MISSING.key(), () -> namespaces.missing().size())
        .description(Metric.NAMESPACES_MISSING.meaning())
        .register(registry);
    var endpoints =
        Endpoints.start(
            settings.port(),
            () -> !operator.getRuntimeInfo().isStarted() || isHealthy(operator),
            () -> operator.getRuntimeInfo().isStarted(),
            () -> String.join("\n", namespaces.missing().values()),
            registry::scrape);
    if (namespaces.isAny()) {
      operator.start();
    }
    namespaces.lookOut(BETWEEN_LOOKS, startAnew);
    return new RunningOperator(operator, endpoints, collections, namespaces, closing);
  }

  /** Port of health and metrics. */
  public int port() {
    return endpoints.port();
  }

  private static void configure(
      ConfigurationServiceOverrider overrider,
      OperatorSettings settings,
      KubernetesClient client,
      PrometheusMeterRegistry registry,
      AtomicBoolean closing) {
    overrider
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withConcurrentReconciliationThreads(PASSES_AT_ONCE)
        .withReconciliationTerminationTimeout(TO_FINISH_A_PASS)
        .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry));
    settings
        .election()
        .ifPresent(
            election ->
                overrider.withLeaderElectionConfiguration(
                    LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("byol-operator")
                        .withLeaseNamespace(election.namespace())
                        .withIdentity(election.identity())
                        .withExitOnStopLeading(false)
                        .withLeaderCallbacks(
                            new LeaderCallbacks(
                                () -> LOG.info("elected leader: acts on experiments from now on"),
                                () -> leadershipIsOver(closing),
                                leader -> LOG.info("{} is the leader", leader)))
                        .build()));
  }

  /** Two operators must not act at once, and a pass cannot be taken back: so the process ends. */
  private static void leadershipIsOver(AtomicBoolean closing) {
    if (!closing.get()) {
      LOG.error(
          "No longer the leader: another operator took over, or the API server did not answer. Exiting, to be started again.");
      Runtime.getRuntime().halt(1);
    }
  }

  /** Kubernetes starts another one in its place. */
  private static void endProcess() {
    // In a thread of its own: the end waits for this one.
    new Thread(() -> System.exit(0), "start anew").start();
  }

  private static void watch(
      ControllerConfigurationOverrider<ExperimentResource> overrider,
      WatchedNamespaces namespaces) {
    if (namespaces.reachable().isEmpty()) {
      overrider.watchingAllNamespaces();
    } else {
      overrider.settingNamespaces(namespaces.reachable());
    }
    if (namespaces.reachable().size() <= 1) {
      overrider.withItemStore(Caches.experiments());
    }
  }

  /** An informer that cannot watch any more makes the operator blind: better a new process. */
  private static boolean isHealthy(Operator operator) {
    return operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  private static String drawKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  /** Ends the pass in progress, if it can within seconds, and gives up leadership. */
  @Override
  public void close() {
    closing.set(true);
    namespaces.close();
    operator.stop();
    endpoints.close();
    collections.close();
  }
}
