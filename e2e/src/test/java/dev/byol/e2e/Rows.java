package dev.byol.e2e;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that start experiments as they need them: each is a {@link Row}, gone with the class. */
abstract class Rows {
  @BeforeAll
  static void install() {
    Cluster.sharePictures();
    Release.install();
  }

  @AfterAll
  static void removeRows() {
    Cluster.removeNamespaces(Row.LABEL);
  }
}
