package dev.byol.trainer.engine.update;

/** Whether a tensor has weight decay and a trust ratio. */
public enum Adaptation {
  /** Both. */
  ADAPTED,
  /** Neither: plain momentum with the full learning rate. */
  PLAIN;

  /** The reference's {@code exclude_bias_and_norm}: name {@code b}, or "norm" in the module. */
  public static Adaptation of(String module, String name) {
    return name.equals("b") || module.contains("norm") ? PLAIN : ADAPTED;
  }
}
