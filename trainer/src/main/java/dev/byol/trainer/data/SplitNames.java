package dev.byol.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Names of the parts that data sets are split into. */
final class SplitNames {
  private static final Pattern TRAINING =
      Pattern.compile("train|training|trainset|trn|train2017|train2014");
  private static final Pattern HELD_OUT =
      Pattern.compile(
          "test|testing|testset|tst|val|valid|validation|valset|dev|eval|evaluation|holdout|heldout|held-out|val2017|val2014|test2017");
  private static final Pattern OTHER = Pattern.compile("unlabell?ed|extra");

  private SplitNames() {}

  /** A name of a training part and one of a held-out part. */
  record Both(String training, String heldOut) {}

  /** Folders that are all parts of a data set rather than classes of it. */
  static Optional<Both> ofFolders(List<String> folders) {
    return folders.stream().allMatch(name -> isPart(name) || is(name, OTHER))
        ? both(folders, name -> is(name, TRAINING), name -> is(name, HELD_OUT))
        : Optional.empty();
  }

  /** Whether a folder is called as a part of a data set is. */
  static boolean isPart(String folder) {
    return is(folder, TRAINING) || is(folder, HELD_OUT);
  }

  /** Files of which some are called after training and some after testing. */
  static Optional<Both> ofFiles(List<String> paths) {
    List<String> names =
        paths.stream().map(path -> path.substring(path.lastIndexOf('/') + 1)).toList();
    return both(
        names,
        name -> hasWord(name, TRAINING) && !hasWord(name, HELD_OUT),
        name -> hasWord(name, HELD_OUT) && !hasWord(name, TRAINING));
  }

  private static Optional<Both> both(
      List<String> names, Predicate<String> isTraining, Predicate<String> isHeldOut) {
    Optional<String> training = names.stream().filter(isTraining).findFirst();
    Optional<String> heldOut = names.stream().filter(isHeldOut).findFirst();
    return training.isPresent() && heldOut.isPresent()
        ? Optional.of(new Both(training.get(), heldOut.get()))
        : Optional.empty();
  }

  private static boolean is(String name, Pattern words) {
    return words.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean hasWord(String name, Pattern words) {
    return Arrays.stream(name.toLowerCase(Locale.ROOT).split("[^a-z]+"))
        .anyMatch(part -> words.matcher(part).matches());
  }
}
