package dev.byol.trainer.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of the parts that data sets are split into. */
final class SplitNames {
  private static final Pattern TRAINING = word("train|training|trainset|trn|train2017|train2014");
  private static final Pattern HELD_OUT =
      word(
          "test|testing|testset|tst|val|valid|validation|valset|dev|eval|evaluation|holdout|heldout|held-out|val2017|val2014|test2017");

  private SplitNames() {}

  /** A name of a training part and one of a held-out part. */
  record Both(String training, String heldOut) {}

  /** Folders that are all parts of a data set rather than classes of it. */
  static Optional<Both> ofFolders(List<String> folders) {
    boolean all =
        folders.stream()
            .allMatch(
                name ->
                    TRAINING.matcher(lower(name)).matches()
                        || HELD_OUT.matcher(lower(name)).matches()
                        || lower(name).matches("unlabell?ed|extra"));
    return all
        ? both(
            folders,
            name -> TRAINING.matcher(lower(name)).matches(),
            name -> HELD_OUT.matcher(lower(name)).matches())
        : Optional.empty();
  }

  /** Whether a folder is called as a part of a data set is. */
  static boolean isPart(String folder) {
    return TRAINING.matcher(lower(folder)).matches() || HELD_OUT.matcher(lower(folder)).matches();
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
      List<String> names,
      java.util.function.Predicate<String> isTraining,
      java.util.function.Predicate<String> isHeldOut) {
    Optional<String> training = names.stream().filter(isTraining).findFirst();
    Optional<String> heldOut = names.stream().filter(isHeldOut).findFirst();
    return training.isPresent() && heldOut.isPresent()
        ? Optional.of(new Both(training.get(), heldOut.get()))
        : Optional.empty();
  }

  private static boolean hasWord(String name, Pattern words) {
    for (String part : lower(name).split("[^a-z]+")) {
      if (words.matcher(part).matches()) {
        return true;
      }
    }
    return false;
  }

  private static Pattern word(String words) {
    return Pattern.compile(words);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
