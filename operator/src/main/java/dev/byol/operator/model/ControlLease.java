package dev.byol.operator.model;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.LeaseAnnotations;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.util.HashMap;
import java.util.Map;

/**
 * The Lease of an experiment, as far as the operator owns it: its being there and what the workers
 * are told. Holder, time of renewal and progress are rank 0's, under another field manager.
 */
public final class ControlLease {
  private ControlLease() {}

  /** The operator's part, for a server-side apply. */
  public static Lease of(Owner owner, String name, Control control) {
    var metadata = owner.metadata(name, Names.labels(owner));
    Map<String, String> annotations = new HashMap<>();
    annotations.put(LeaseAnnotations.CONTROL, control.json());
    metadata.setAnnotations(annotations);
    return new LeaseBuilder().withMetadata(metadata).withNewSpec().endSpec().build();
  }
}
