package dev.byol.operator.act;

import dev.byol.operator.act.OwnedObjects.Guess;
import dev.byol.operator.decide.Action;
import dev.byol.operator.model.AttemptPlan;
import dev.byol.operator.model.ControlLease;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.NetworkIsolation;
import dev.byol.operator.model.Owner;
import dev.byol.operator.model.Prerequisites;
import dev.byol.operator.model.WorkerDefaults;
import dev.byol.operator.model.WorkerJob;
import dev.byol.operator.refusal.NameInUseException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what was decided. Every action may be repeated: names are fixed, and Jobs only created. */
public final class Actor {
  private static final Logger LOG = LoggerFactory.getLogger(Actor.class);

  private final OwnedObjects objects;
  private final Parallel parallel;
  private final Optional<NetworkIsolation> isolation;
  private final WorkerDefaults defaults;
  private final Supplier<String> keys;

  /**
   * An actor.
   *
   * @param parallel where what does not depend on one another is made
   * @param isolation how a NetworkPolicy shuts the workers off; empty: not at all
   * @param defaults what holds for all workers
   * @param keys draws the key of an attempt, in hexadecimal digits
   */
  public Actor(
      KubernetesClient client,
      Parallel parallel,
      Optional<NetworkIsolation> isolation,
      WorkerDefaults defaults,
      Supplier<String> keys) {
    this.objects = new OwnedObjects(client);
    this.parallel = parallel;
    this.isolation = isolation;
    this.defaults = defaults;
    this.keys = keys;
  }

  /**
   * Does one thing.
   *
   * @throws NameInUseException when somebody else's object has a name that is needed
   * @throws dev.byol.operator.refusal.RefusedException when the API server refuses
   */
  public void act(Owner owner, Action action) {
    String namespace = owner.namespace();
    if (action instanceof Action.StartAttempt start) {
      start(start.plan());
    } else if (action instanceof Action.Restore restore) {
      restore(restore);
    } else if (action instanceof Action.WriteControl write) {
      write(owner, write);
      LOG.info("told the workers: {}", write.control().words());
    } else if (action instanceof Action.DeleteJob delete) {
      objects.delete(Deletion.job(namespace, delete.name(), delete.uid()));
      LOG.info("deleted Job {}", delete.name());
    } else if (action instanceof Action.ForceDeletePod delete) {
      objects.delete(Deletion.pod(namespace, delete.name(), delete.uid()));
      LOG.warn("deleted pod {} by force", delete.name());
    } else if (action instanceof Action.DeleteConfig delete) {
      objects.delete(Deletion.config(namespace, delete.name(), delete.uid()));
    }
  }

  private void write(Owner owner, Action.WriteControl write) {
    Lease wanted = ControlLease.of(owner, write.lease(), write.control());
    if (write.uid().isPresent()) {
      objects.change(wanted, write.uid().get());
    } else {
      objects.ensure(owner, wanted, Guess.NEW);
    }
  }

  private void restore(Action.Restore restore) {
    AttemptPlan plan = restore.plan();
    Owner owner = plan.owner();
    if (restore.config()) {
      objects.create(owner, plan.config().configMap(owner));
    }
    for (List<HasMetadata> inOrder : Prerequisites.groups(plan, isolation)) {
      inOrder.forEach(object -> objects.ensure(owner, object, Guess.THERE));
    }
  }

  private void start(AttemptPlan plan) {
    Owner owner = plan.owner();
    Guess guess = plan.number() == 1 ? Guess.NEW : Guess.THERE;
    Job job = WorkerJob.of(plan, keys.get(), defaults);
    Lease lease = ControlLease.of(owner, Names.shared(owner), plan.control());
    // Where its Lease is new, so is the attempt. Else the cache may not know yet of a Job that was
    // created a moment ago, and whose Lease may say something else by now.
    boolean isNew = guess == Guess.NEW && objects.create(owner, lease).isEmpty();
    if (!isNew && objects.find(owner, job).isPresent()) {
      return;
    }
    List<Runnable> before = new ArrayList<>();
    if (!isNew) {
      before.add(() -> objects.ensure(owner, lease, Guess.THERE));
    }
    // Named by its content: if it is there and ours, it is the same.
    before.add(() -> objects.create(owner, plan.config().configMap(owner)));
    for (List<HasMetadata> inOrder : Prerequisites.groups(plan, isolation)) {
      before.add(() -> inOrder.forEach(object -> objects.ensure(owner, object, guess)));
    }
    parallel.run(
        "create what attempt %d of %s in namespace %s needs"
            .formatted(plan.number(), owner.name(), owner.namespace()),
        before);
    Optional<HasMetadata> other = objects.create(owner, job);
    if (other.isEmpty()) {
      LOG.info(
          "created Job {} with {} workers of image {}", plan.job(), plan.world(), plan.image());
    }
  }
}
