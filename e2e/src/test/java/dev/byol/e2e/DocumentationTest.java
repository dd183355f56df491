package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of documentation, as files. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  private static final Pattern SOURCE =
      Pattern.compile("`(trainer|crds|operator)/([\\w/]+\\.java)`");

  @Test
  void everySourceThatTheWalksNameIsThere() throws IOException {
    String page = Files.readString(Command.ROOT.resolve("CONTRIBUTING.md"));
    List<String> sources =
        SOURCE
            .matcher(page)
            .results()
            .filter(found -> !found.group().contains("NAME"))
            .map(
                found -> {
                  String module = found.group(1);
                  String inside = module.equals("crds") ? "" : module + "/";
                  return module + "/src/main/java/dev/byol/" + inside + found.group(2);
                })
            .toList();

    assertThat(sources).hasSizeGreaterThan(15);
    assertThat(sources).allSatisfy(source -> assertThat(Command.ROOT.resolve(source)).exists());
  }

  @Test
  void everyLinkLeadsToAFileAndAHeadingOfIt() throws IOException {
    var broken = new ArrayList<String>();
    List<Path> pages = pages();
    for (Path page : pages) {
      LINK.matcher(Files.readString(page))
          .results()
          .map(link -> link.group(1))
          .filter(link -> !link.matches("[a-z]+:.*") && !leads(page, link))
          .forEach(link -> broken.add(Command.ROOT.relativize(page) + " -> " + link));
    }

    assertThat(pages).hasSizeGreaterThan(20);
    assertThat(broken).isEmpty();
  }

  private static boolean leads(Path page, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.getParent().resolve(parts[0]).normalize();
    return Files.exists(target) && (parts.length < 2 || headings(target).contains(parts[1]));
  }

  /** The headings of a page as GitHub names them in addresses. */
  private static List<String> headings(Path page) {
    try {
      return HEADING
          .matcher(Files.readString(page))
          .results()
          .map((MatchResult heading) -> heading.group(1).strip().toLowerCase(Locale.ROOT))
          .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(Command.ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/(target|node_modules|runs)/.*"))
          .collect(Collectors.toList());
    }
  }
}
