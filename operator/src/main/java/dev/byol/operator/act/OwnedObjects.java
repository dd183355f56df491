package dev.byol.operator.act;

import dev.byol.operator.model.Owner;
import dev.byol.operator.refusal.NameInUseException;
import dev.byol.operator.refusal.RefusedException;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes, changes and deletes what belongs to experiments, and nothing else: objects are created; if
 * a name is taken its owner decides before anything is written; what is changed or deleted is named
 * with its UID.
 */
final class OwnedObjects {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;

  OwnedObjects(KubernetesClient client) {
    this.client = client;
  }

  /** Whether something is there already, to spare the API server a request that it refuses. */
  enum Guess {
    /** It was never made. */
    NEW,
    /** It was made for an earlier attempt. */
    THERE
  }

  /**
   * Sees to it that an object is there as it should be.
   *
   * @throws NameInUseException when somebody else's has its name
   * @throws RefusedException when the API server refuses
   */
  void ensure(Owner owner, HasMetadata wanted, Guess guess) {
    Optional<HasMetadata> there =
        guess == Guess.THERE ? find(owner, wanted) : create(owner, wanted);
    if (there.isEmpty() && guess == Guess.THERE) {
      there = create(owner, wanted);
    }
    there
        .filter(it -> !ObjectComparison.holds(wanted, it))
        .ifPresent(it -> change(wanted, it.getMetadata().getUid()));
  }

  /**
   * Creates an object.
   *
   * @return the one that is there already, if the experiment owns it; else empty
   * @throws NameInUseException when somebody else's has its name
   */
  Optional<HasMetadata> create(Owner owner, HasMetadata wanted) {
    try {
      at(wanted).create();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      boolean reached = e.getCode() > 0 && e.getCode() < 500;
      // A quota or a policy is asked first: it may refuse anew what is there already.
      Optional<HasMetadata> there = reached ? find(owner, wanted) : Optional.empty();
      if (there.isPresent()) {
        return there;
      }
      throw new RefusedException("create " + called(wanted), e);
    }
  }

  /**
   * The object of a name, if there is one.
   *
   * @throws NameInUseException when it is somebody else's
   */
  Optional<HasMetadata> find(Owner owner, HasMetadata wanted) {
    HasMetadata there;
    try {
      there = at(wanted).get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw new RefusedException("read " + called(wanted), e);
    }
    if (there != null && !owner.owns(there.getMetadata())) {
      throw new NameInUseException(
          ForeignObjects.sentence(owner, called(wanted), there.getMetadata()));
    }
    return Optional.ofNullable(there);
  }

  /** Applies an object to the one with this UID, and to no other. */
  void change(HasMetadata wanted, String uid) {
    ObjectMeta metadata = wanted.getMetadata();
    metadata.setUid(uid);
    try {
      at(wanted).patch(ServerSideApply.CONTEXT);
    } catch (KubernetesClientException e) {
      throw new RefusedException("change " + called(wanted), e);
    } finally {
      metadata.setUid(null);
    }
  }

  /** Deletes the object with this UID; one that is gone, or is another by now, is left alone. */
  void delete(Deletion deletion) {
    var options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withPropagationPolicy(DeletionPropagation.BACKGROUND.toString())
            .withGracePeriodSeconds(deletion.graceSeconds())
            .withNewPreconditions(null, deletion.uid())
            .build();
    try {
      client.raw(deletion.path(), "DELETE", options);
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw new RefusedException("delete " + deletion.called(), e);
      }
    }
  }

  /**
   * Where an object is asked for. Of a kind that the client has no class for it would ask the API
   * server first, and say nothing of use where the cluster does not know the kind.
   */
  private Resource<? extends HasMetadata> at(HasMetadata wanted) {
    if (!(wanted instanceof GenericKubernetesResource generic)) {
      return client.resource(wanted);
    }
    String[] groupAndVersion = generic.getApiVersion().split("/", 2);
    var kind =
        new ResourceDefinitionContext.Builder()
            .withGroup(groupAndVersion[0])
            .withVersion(groupAndVersion[1])
            .withKind(generic.getKind())
            .withPlural(generic.getKind().toLowerCase(Locale.ROOT) + "s")
            .withNamespaced(true)
            .build();
    return client
        .genericKubernetesResources(kind)
        .inNamespace(generic.getMetadata().getNamespace())
        .resource(generic);
  }

  private static String called(HasMetadata object) {
    return called(
        object.getKind(), object.getMetadata().getName(), object.getMetadata().getNamespace());
  }

  /** An object in words. */
  static String called(String kind, String name, String namespace) {
    return kind + " " + name + " in namespace " + namespace;
  }
}
