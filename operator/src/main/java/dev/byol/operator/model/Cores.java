package dev.byol.operator.model;

import dev.byol.api.spec.ResourcesSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.Optional;

/** The cores that a worker is given. */
final class Cores {
  private Cores() {}

  /** The whole part of the CPU limit, at least 1; empty without one: the worker looks itself. */
  static Optional<Integer> of(ResourcesSpec resources) {
    if (resources == null || resources.limits() == null || !resources.limits().containsKey("cpu")) {
      return Optional.empty();
    }
    var amount = Quantity.getAmountInBytes(new Quantity(resources.limits().get("cpu")));
    return Optional.of(Math.max(1, amount.setScale(0, RoundingMode.FLOOR).intValueExact()));
  }
}
