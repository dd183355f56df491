package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.png;
import static dev.byol.trainer.data.DataFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders and tars as people make them, at random: every file is a picture that is used, is counted
 * as left out, or the data are refused with a sentence.
 */
@Timeout(120)
class AccountFuzzTest {
  private static final int ROUNDS = 250;

  /** Findings of which each stands for one file, other than pictures. */
  private static final Set<Finding> ONE_FILE_EACH =
      EnumSet.of(
          Finding.OTHER_FILE,
          Finding.UNREAD_PICTURE,
          Finding.HIDDEN,
          Finding.SYSTEM,
          Finding.SPECIAL_FILE,
          Finding.OTHER_MEMBER,
          Finding.UNREACHED);

  private static final List<String> FOLDERS =
      List.of("", "", "cat/", "dog/", "v1.0/", "a b/", "__MACOSX/", "x/@eaDir/", ".hid/");
  private static final List<String> KEYS =
      List.of("0", "1", "2", "3", "x.0", "x.1", "ä", "犬", "._0", ".h", "__meta__", "100%");
  private static final List<String> ENDINGS =
      List.of(
          ".png",
          ".png",
          ".png",
          ".PNG",
          ".jpg",
          ".cls",
          ".cls",
          ".json",
          ".txt",
          ".seg.png",
          ".heic",
          ".gif",
          "");
  private static final List<String> LABELS =
      List.of("0", "1", "2", "1", "0", "-1", "cat", "1.0", "99999", "\uFEFF2", "");

  @TempDir Path folder;

  @Test
  void everyFileOfATarIsUsedCountedOrRefused() throws Exception {
    int opened = 0;
    for (int round = 0; round < ROUNDS; round++) {
      opened += tarRound(2026_11_30L + round);
    }
    assertThat(opened).isGreaterThan(ROUNDS / 4);
  }

  private int tarRound(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> names = names(random);
    boolean rich = random.nextInt(3) == 0;
    TarMaker tar = new TarMaker();
    int links = 0;
    int holes = 0;
    int labels = 0;
    for (String name : names) {
      int kind = rich ? random.nextInt(12) : 0;
      if (kind == 10) {
        links++;
        tar.symbolicLink(name, pick(names, random));
      } else if (kind == 11) {
        holes++;
        tar.withHole(name, png(1));
      } else {
        labels += name.endsWith(".cls") || name.endsWith(".json") ? 1 : 0;
        tar.file(name, content(name, random));
      }
    }
    Path file = Files.write(folder.resolve("a.tar"), tar.bytes());
    KeyEnd end = random.nextBoolean() ? KeyEnd.FIRST_DOT : KeyEnd.LAST_DOT;
    PictureSource source;
    try {
      source = open(DataFormat.WEBDATASET, file, end, OptionalInt.empty(), Set.of());
    } catch (DataException e) {
      assertRefusal(e, seed);
      return 0;
    }
    Findings found = source.account().findings();
    String what = "seed %d: %s, %s".formatted(seed, names, source.account().lines());
    long used = found.count(Finding.PICTURE);
    long named =
        ONE_FILE_EACH.stream().mapToLong(found::count).sum() + found.count(Finding.UNREADABLE);
    assertThat(used).as(what).isEqualTo(source.size());
    // Label files are used or stand for samples without a picture; a link may be any of these.
    assertThat(used + named)
        .as(what)
        .isBetween((long) names.size() - labels - links, (long) names.size());
    assertThat(found.count(Finding.UNREADABLE)).as(what).isLessThanOrEqualTo(links + holes);
    assertReadable(source, what);
    assertLabels(source, what);
    PictureSource ignoring =
        open(DataFormat.WEBDATASET, file, end, OptionalInt.of(0), EnumSet.allOf(DataDoubt.class));
    assertThat(ignoring.size()).as(what).isEqualTo(source.size());
    assertThat(ignoring.classNames()).as(what).isEmpty();
    return 1;
  }

  @Test
  void everyFileOfAFolderIsUsedCountedOrRefused() throws Exception {
    int opened = 0;
    for (int round = 0; round < ROUNDS; round++) {
      opened += folderRound(1966_11_30L + round);
    }
    assertThat(opened).isGreaterThan(ROUNDS / 10);
  }

  private int folderRound(long seed) throws IOException {
    Random random = new Random(seed);
    Path root = folder.resolve("set" + seed);
    List<String> names = names(random);
    boolean flat = random.nextBoolean();
    int files = 0;
    int missingWithoutEnding = 0;
    for (String name : names) {
      String path = flat ? name.substring(name.lastIndexOf('/') + 1) : "class/" + name;
      Path file = root.resolve(path);
      if (path.isEmpty() || Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      Files.createDirectories(file.getParent());
      if (random.nextInt(20) == 0) {
        Files.createSymbolicLink(file, Path.of("nothing"));
        boolean isCounted =
            !isInJunk(path) && PictureFormat.extension(file.getFileName().toString()).isEmpty();
        missingWithoutEnding += isCounted ? 1 : 0;
      } else {
        Files.write(file, content(name, random));
      }
      files += isInJunk(path) ? 0 : 1;
    }
    PictureSource source;
    try {
      source = open(DataFormat.IMAGE_FOLDER, root, KeyEnd.FIRST_DOT, OptionalInt.empty(), Set.of());
    } catch (DataException e) {
      assertRefusal(e, seed);
      return 0;
    }
    Findings found = source.account().findings();
    String what = "seed %d: %s, %s".formatted(seed, names, source.account().lines());
    long junkFolders = found.examples(Finding.SYSTEM).size();
    long hiddenFolders =
        found.examples(Finding.HIDDEN).stream()
            .filter(name -> Files.isDirectory(root.resolve(name)))
            .count();
    long named = ONE_FILE_EACH.stream().mapToLong(found::count).sum();
    assertThat(found.count(Finding.PICTURE)).as(what).isEqualTo(source.size());
    assertThat(source.size() + named + missingWithoutEnding - junkFolders - hiddenFolders)
        .as(what)
        .isEqualTo(files);
    assertReadable(source, what);
    return 1;
  }

  private static boolean isInJunk(String path) {
    return JunkNames.leadsThrough(path);
  }

  private static List<String> names(Random random) {
    List<String> names = new ArrayList<>();
    int samples = 1 + random.nextInt(8);
    for (int i = 0; i < samples; i++) {
      String key = pick(FOLDERS, random) + pick(KEYS, random);
      for (int file = random.nextInt(4); file >= 0; file--) {
        String name = key + pick(ENDINGS, random);
        if (!names.contains(name)) {
          names.add(name);
        }
      }
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(names, random);
    }
    return names;
  }

  private static byte[] content(String name, Random random) {
    if (name.endsWith(".cls")) {
      return text(pick(LABELS, random));
    }
    if (name.endsWith(".json")) {
      return text(
          random.nextBoolean() ? "{\"label\": 1}" : random.nextBoolean() ? "{\"a\": NaN}" : "[");
    }
    return random.nextInt(10) == 0 ? new byte[0] : png(random.nextInt(1000));
  }

  private static PictureSource open(
      DataFormat format, Path location, KeyEnd end, OptionalInt classes, Set<DataDoubt> accept) {
    return PictureSources.open(
        format,
        location.toString(),
        new LocalFiles(),
        new SourceSettings(end, Optional.empty(), classes, accept, 0.01));
  }

  private static void assertRefusal(DataException refused, long seed) {
    assertThat(refused.getMessage())
        .as("seed " + seed)
        .hasSizeGreaterThan(30)
        .contains(";")
        .doesNotContain("\n");
  }

  private static void assertReadable(PictureSource source, String what) {
    DataFixtures.readAll(source, e -> assertThat(e.getMessage()).as(what).isNotBlank());
  }

  /** Every label is a class, or a problem is named. */
  private static void assertLabels(PictureSource source, String what) {
    DataAccount account = source.account();
    for (int i = 0; i < source.size(); i++) {
      int label = source.label(i);
      if (label == PictureSource.NO_LABEL && !source.classNames().isEmpty()) {
        assertThat(account.problems()).as(what).isNotEmpty();
      }
      assertThat(label).as(what).isBetween(-1, source.classNames().size() - 1);
    }
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
