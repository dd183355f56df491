package dev.byol.trainer.augment;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** An order of the four parts of colour jitter, each once. */
public record JitterOrder(
    JitterStep first, JitterStep second, JitterStep third, JitterStep fourth) {
  /** All 24 orders. Their places are part of what a seed means: never reorder. */
  public static final List<JitterOrder> ALL = all();

  /**
   * Checks that every part is there.
   *
   * @throws IllegalArgumentException if a part is there twice
   */
  public JitterOrder {
    if (EnumSet.of(first, second, third, fourth).size() != JitterStep.values().length) {
      throw new IllegalArgumentException(
          "order %s, %s, %s, %s: each of the four must be there once"
              .formatted(first, second, third, fourth));
    }
  }

  private static List<JitterOrder> all() {
    List<JitterOrder> orders = new ArrayList<>();
    for (JitterStep a : JitterStep.values()) {
      for (JitterStep b : EnumSet.complementOf(EnumSet.of(a))) {
        for (JitterStep c : EnumSet.complementOf(EnumSet.of(a, b))) {
          for (JitterStep d : EnumSet.complementOf(EnumSet.of(a, b, c))) {
            orders.add(new JitterOrder(a, b, c, d));
          }
        }
      }
    }
    return List.copyOf(orders);
  }
}
