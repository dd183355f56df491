package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Problem;
import java.util.ArrayList;
import java.util.List;

/** The account of a folder of pictures. */
final class FolderAccount {
  private FolderAccount() {}

  static DataAccount of(String folder, FolderListing listing, SourceSettings settings) {
    List<String> names = listing.classNames();
    List<Problem> problems = new ArrayList<>();
    SplitNames.ofFolders(names)
        .ifPresent(
            both ->
                problems.add(
                    Problem.of(
                        DataDoubt.BOTH_SPLITS,
                        "folder %s holds the parts of a data set (%s, %s), which would be its classes; name one of them, %s"
                            .formatted(
                                folder,
                                both.training(),
                                both.heldOut(),
                                DataFiles.join(folder, both.training())))));
    if (names.size() == 1 && SplitNames.isPart(names.get(0)) && !settings.ignoresLabels()) {
      problems.add(
          Problem.of(
              DataDoubt.BOTH_SPLITS,
              "folder %s holds the folder %s alone, which would be its only class; name %s"
                  .formatted(folder, names.get(0), DataFiles.join(folder, names.get(0)))));
    }
    if (problems.isEmpty() && !settings.ignoresLabels()) {
      NestedFolders.find(folder, names, listing.firstOfClass(), listing.names())
          .ifPresent(problems::add);
    }
    CommonProblems.add(problems, listing.findings(), listing.names().size(), settings);
    return new DataAccount(
        "image folder",
        listing.names().size(),
        settings.ignoresLabels() ? List.of() : DataAccount.ClassCount.of(names, counts(listing)),
        settings.ignoresLabels() && !names.isEmpty() ? DataAccount.LABELS_IGNORED : "",
        listing.findings(),
        problems);
  }

  private static int[] counts(FolderListing listing) {
    int[] first = listing.firstOfClass();
    int[] counts = new int[first.length];
    for (int i = 0; i < counts.length; i++) {
      int end = i + 1 < first.length ? first[i + 1] : listing.names().size();
      counts[i] = end - first[i];
    }
    return counts;
  }
}
