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
  /** In the place of float32; the checks that run on it say what it promises. */
  ONEDNN_BFLOAT16 {
    @Override
    Engine open(Precision precision) {
      return ONEDNN.open(precision == Precision.FLOAT32 ? Precision.BFLOAT16 : precision);
    }
  };

  private static final ThreadLocal<EngineUnderTest> CURRENT = ThreadLocal.withInitial(() -> ND4J);

  abstract Engine open(Precision precision);

  /** The engine of the running check; the caller closes it. */
  static Engine start(Precision precision) {
    return CURRENT.get().open(precision);
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
