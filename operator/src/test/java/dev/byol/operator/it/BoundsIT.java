package dev.byol.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.api.channel.Control;
import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.operator.bounds.Agreement;
import dev.byol.operator.bounds.SpecCases;
import dev.byol.operator.model.AttemptPlan;
import dev.byol.operator.model.ExperimentConfig;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.NetworkIsolation;
import dev.byol.operator.model.Owner;
import dev.byol.operator.model.Prerequisites;
import dev.byol.operator.model.WorkerDefaults;
import dev.byol.operator.model.WorkerJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every field at its bounds and beyond: the reader of files, the API server and what comes of it.
 */
class BoundsIT {
  private static final String EXPERIMENTS =
      "/apis/byol.dev/v1alpha1/namespaces/default/byolexperiments?dryRun=All";

  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    client = RealApiServer.get().client();
  }

  @Test
  void anApiServerRefusesNothingThatAFileMaySayAndTheReaderNothingThatItTakes() {
    assertThat(Agreement.differences(BoundsIT::refusal)).isEmpty();
  }

  /** What was accepted must not fail later, in the words of another object. */
  @Test
  void ofWhatIsAcceptedAJobCanBeMade() {
    List<String> refused = new ArrayList<>();
    for (SpecCases.Case one : SpecCases.all()) {
      if (one.path().startsWith("spec.workers.") || one.path().startsWith("spec.scheduling.")) {
        Agreement.read(one)
            .flatMap(BoundsIT::refusalOfItsObjects)
            .ifPresent(why -> refused.add(one + ": " + why));
      }
    }
    assertThat(refused).isEmpty();
  }

  private static Optional<String> refusal(JsonNode document) {
    return refusal(() -> client.raw(EXPERIMENTS, "POST", document.toString()));
  }

  private static Optional<String> refusalOfItsObjects(ByolExperiment written) {
    ByolExperiment filled = Defaults.fill(written);
    var owner = new Owner("default", "bounds", "0a1b2c3d-0000-4000-8000-000000000000");
    var plan =
        new AttemptPlan(
            owner,
            1,
            Names.job(owner, 1),
            written,
            filled,
            ExperimentConfig.of(owner, written, Optional.of(1000L)),
            "trainer:1",
            List.of(),
            new Control(1, 1, Control.Action.RUN, null, null, null));
    List<HasMetadata> objects = new ArrayList<>();
    Prerequisites.groups(plan, Optional.of(NetworkIsolation.USUAL)).stream()
        .flatMap(List::stream)
        .filter(object -> object.getApiVersion().startsWith("networking"))
        .forEach(objects::add);
    objects.add(WorkerJob.of(plan, "c0ffee", new WorkerDefaults(10, OptionalLong.of(65532))));
    return objects.stream()
        .map(object -> refusal(() -> client.resource(object).dryRun().create()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> refusal(Runnable request) {
    try {
      request.run();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(e.getMessage());
    }
  }
}
