package dev.byol.operator.model;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** The cores that a worker is given. */
final class Cores {
  private Cores() {}

  /** The whole part of the CPU limit, at least 1; empty without one: the worker looks itself. */
  static Optional<Integer> of(ResourceRequirements resources) {
    return Optional.ofNullable(resources.getLimits().get("cpu"))
        .map(Quantity::getAmountInBytes)
        .map(amount -> amount.setScale(0, RoundingMode.FLOOR))
        .map(cores -> cores.max(BigDecimal.ONE).min(BigDecimal.valueOf(Integer.MAX_VALUE)))
        .map(BigDecimal::intValueExact);
  }
}
