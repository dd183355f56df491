package dev.byol.api.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of {@code docs/reference} that follows from the code. */
final class Page {
  private static final Path FOLDER = Path.of("..", "docs", "reference");

  private Page() {}

  /** Compares the page with what it should be, or writes it with {@code -Ddocs.write=true}. */
  static void holds(String name, String text) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
    }
    assertThat(file)
        .as("write it anew: ./mvnw -pl crds test -Dtest=ReferenceTest -DargLine=-Ddocs.write=true")
        .hasContent(text);
  }
}
