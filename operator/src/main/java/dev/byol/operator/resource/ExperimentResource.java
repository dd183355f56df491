package dev.byol.operator.resource;

import dev.byol.api.crd.CustomResourceDefinition;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.Metadata;
import dev.byol.api.status.ExperimentStatus;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A {@code ByolExperiment} in the cluster; spec and status are the records of {@code crds}. */
@Group(CustomResourceDefinition.GROUP)
@Version(CustomResourceDefinition.VERSION)
@Kind(ByolExperiment.KIND)
@Plural(CustomResourceDefinition.PLURAL)
public class ExperimentResource extends CustomResource<ExperimentSpec, ExperimentStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** Unset: records have no empty value. */
  @Override
  protected ExperimentSpec initSpec() {
    return null;
  }

  /** Unset: records have no empty value. */
  @Override
  protected ExperimentStatus initStatus() {
    return null;
  }

  /** The experiment as its author wrote it. */
  public ByolExperiment experiment() {
    return new ByolExperiment(
        ByolExperiment.API_VERSION,
        ByolExperiment.KIND,
        new Metadata(getMetadata().getName(), getMetadata().getNamespace(), null, null),
        getSpec());
  }
}
