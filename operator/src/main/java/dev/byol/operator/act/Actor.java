package dev.byol.operator.act;

import dev.byol.operator.decide.Action;
import dev.byol.operator.model.AttemptPlan;
import dev.byol.operator.model.ControlLease;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import dev.byol.operator.model.Surroundings;
import dev.byol.operator.model.Surroundings.Isolation;
import dev.byol.operator.model.WorkerDefaults;
import dev.byol.operator.model.WorkerJob;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what was decided. Every action may be repeated: names are fixed, and Jobs only created. */
public final class Actor {
  private static final Logger LOG = LoggerFactory.getLogger(Actor.class);
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Names.OPERATOR)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final Isolation isolation;
  private final WorkerDefaults defaults;
  private final Supplier<String> keys;

  /**
   * An actor.
   *
   * @param isolation whether a NetworkPolicy keeps others from the workers
   * @param defaults what holds for all workers
   * @param keys draws the key of an attempt, in hexadecimal digits
   */
  public Actor(
      KubernetesClient client,
      Isolation isolation,
      WorkerDefaults defaults,
      Supplier<String> keys) {
    this.client = client;
    this.isolation = isolation;
    this.defaults = defaults;
    this.keys = keys;
  }

  /** Does one thing. */
  public void act(Owner owner, Action action) {
    if (action instanceof Action.StartAttempt start) {
      start(start.plan());
    } else if (action instanceof Action.WriteControl write) {
      client.resource(ControlLease.of(owner, write.control())).patch(APPLY);
      LOG.info("told {}", write.control().words());
    } else if (action instanceof Action.DeleteJob delete) {
      client
          .batch()
          .v1()
          .jobs()
          .inNamespace(owner.namespace())
          .withName(delete.name())
          .withPropagationPolicy(DeletionPropagation.BACKGROUND)
          .delete();
      LOG.info("deleted Job {}", delete.name());
    } else if (action instanceof Action.ForceDeletePod delete) {
      client
          .pods()
          .inNamespace(owner.namespace())
          .withName(delete.name())
          .withGracePeriod(0)
          .delete();
      LOG.warn("deleted pod {} by force", delete.name());
    } else if (action instanceof Action.DeleteConfig delete) {
      client.configMaps().inNamespace(owner.namespace()).withName(delete.name()).delete();
    }
  }

  private void start(AttemptPlan plan) {
    if (exists(plan)) {
      return;
    }
    createConfig(plan);
    client.resource(ControlLease.of(plan.owner(), plan.control())).patch(APPLY);
    for (HasMetadata object : Surroundings.of(plan, isolation)) {
      apply(object);
    }
    createJob(plan);
    LOG.info("created Job {} with {} workers of image {}", plan.job(), plan.world(), plan.image());
  }

  /** The cache may not know yet of a Job that was created a moment ago. */
  private boolean exists(AttemptPlan plan) {
    Job job =
        client.batch().v1().jobs().inNamespace(plan.owner().namespace()).withName(plan.job()).get();
    if (job != null && !plan.owner().uid().equals(job.getMetadata().getLabels().get(Names.UID))) {
      throw new NotOursException(
          "Job %s exists already and belongs to somebody else, or to an experiment of this name that is still being deleted; it is tried again until that Job is gone."
              .formatted(plan.job()));
    }
    return job != null;
  }

  private void createConfig(AttemptPlan plan) {
    try {
      client.resource(plan.config().configMap(plan.owner())).create();
    } catch (KubernetesClientException e) {
      // Named by its content: if it is there, it is the same.
      if (e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }

  private void createJob(AttemptPlan plan) {
    try {
      client.resource(WorkerJob.of(plan, keys.get(), defaults)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT || !exists(plan)) {
        throw e;
      }
    }
  }

  private void apply(HasMetadata object) {
    try {
      client.resource(object).patch(APPLY);
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND && object.getKind().equals("PodGroup")) {
        throw new NotOursException(
            "%s is not known to this cluster: install what spec.scheduling.gang names, or set it to None."
                .formatted(object.getApiVersion()));
      }
      throw e;
    }
  }
}
