package dev.byol.trainer.reference;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Turns one case of a kind into tests; one implementation a kind. */
public interface ReferenceCheck {
  /** The tests of {@code testCase}; their names are sentences. */
  Stream<? extends DynamicNode> tests(ReferenceCase testCase);
}
