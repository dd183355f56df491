package dev.byol.operator.act;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.operator.model.Owner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Optional;

/** Words for an object that has a name which an experiment needs. */
final class ForeignObjects {
  private ForeignObjects() {}

  /** Which object, whose it is, that it was left alone, and what to do. */
  static String sentence(Owner owner, String called, ObjectMeta stranger) {
    return "%s exists already and is not this experiment's: %s. It was left as it is; %s. Until then the experiment waits and looks again."
        .formatted(called, whose(owner, stranger), remedy(owner, stranger));
  }

  private static String whose(Owner owner, ObjectMeta stranger) {
    return controller(stranger)
        .map(
            reference ->
                isNamesake(owner, reference)
                    ? "it belongs to an experiment of the same name that was deleted (UID "
                        + reference.getUid()
                        + ")"
                    : "it belongs to " + reference.getKind() + " " + reference.getName())
        .orElse("it belongs to no other object");
  }

  private static String remedy(Owner owner, ObjectMeta stranger) {
    return controller(stranger).filter(reference -> isNamesake(owner, reference)).isPresent()
        ? "Kubernetes will delete it soon"
        : "delete or rename it, or give the experiment another name";
  }

  private static boolean isNamesake(Owner owner, OwnerReference reference) {
    return reference.getKind().equals(ByolExperiment.KIND)
        && reference.getName().equals(owner.name());
  }

  private static Optional<OwnerReference> controller(ObjectMeta stranger) {
    return stranger.getOwnerReferences().stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .findFirst();
  }
}
