package dev.byol.trainer.reference;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import org.junit.jupiter.api.function.Executable;

/** Which engine the checks that need one run on; the portable one unless a test says otherwise. */
enum EngineUnderTest {
  ND4J {
    @Override
    Engine open(Precision precision) {
      return Nd4jEngine.start(precision);
    }
  },
  ONEDNN {
    @Override
    Engine open(Precision precision) {
      return precision == Precision.FLOAT64
          ? Nd4jEngine.start(precision)
          : OneDnnEngine.start(precision);
    }
  },
  /** In the place of float32, with wider tolerances. */
  ONEDNN_BFLOAT16 {
    @Override
    Engine open(Precision precision) {
      return ONEDNN.open(precision == Precision.FLOAT32 ? Precision.BFLOAT16 : precision);
    }

    @Override
    double widened(double tolerance) {
      return Math.max(tolerance, BFLOAT16_TOLERANCE);
    }

    @Override
    double widenedGradient(double tolerance) {
      return Math.max(tolerance, BFLOAT16_GRADIENT_TOLERANCE);
    }
  };

  /**
   * Relative error of an array that 8 bits of precision may bring about in an operation or in a
   * network's forward pass: measured 0.062 after the eighteen layers of a ResNet.
   */
  static final double BFLOAT16_TOLERANCE = 0.1;

  /**
   * The same of a whole network's gradient with respect to one parameter: measured 0.57 in networks
   * that normalise over a handful of rows. A term that is wrong or missing gives 1 or more.
   */
  static final double BFLOAT16_GRADIENT_TOLERANCE = 0.7;

  private static final ThreadLocal<EngineUnderTest> CURRENT = ThreadLocal.withInitial(() -> ND4J);

  abstract Engine open(Precision precision);

  /** The tolerance of a float32 check on this engine. */
  double widened(double tolerance) {
    return tolerance;
  }

  /** The same of a check of a whole network's gradients. */
  double widenedGradient(double tolerance) {
    return tolerance;
  }

  /** The engine of the running check; the caller closes it. */
  static Engine start(Precision precision) {
    return CURRENT.get().open(precision);
  }

  /** What a check that allows {@code tolerance} in float32 allows on the engine it runs on. */
  static double allowed(double tolerance) {
    return CURRENT.get().widened(tolerance);
  }

  /** The same for a whole network's gradients. */
  static double allowedInGradient(double tolerance) {
    return CURRENT.get().widenedGradient(tolerance);
  }

  /** Whether activations are rounded so much that only whole arrays can be compared. */
  static boolean roundsActivations() {
    return CURRENT.get() == ONEDNN_BFLOAT16;
  }

  /** Runs {@code check} on this engine. */
  void run(Executable check) throws Throwable {
    EngineUnderTest before = CURRENT.get();
    CURRENT.set(this);
    try {
      check.execute();
    } finally {
      CURRENT.set(before);
    }
  }
}
