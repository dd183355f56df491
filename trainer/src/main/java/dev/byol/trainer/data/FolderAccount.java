package dev.byol.trainer.data;

import dev.byol.api.spec.DataDoubt;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Problem;
import java.util.ArrayList;
import java.util.List;

/** The account of a folder of pictures. */
final class FolderAccount {
  private FolderAccount() {}

  static DataAccount of(String folder, FolderListing listing, SourceSettings settings) {
    List<String> names = listing.classNames();
    int[] first = listing.firstOfClass();
    List<DataAccount.ClassCount> counts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int end = i + 1 < first.length ? first[i + 1] : listing.names().size();
      counts.add(new DataAccount.ClassCount(names.get(i), end - first[i]));
    }
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
    CommonProblems.add(problems, listing.findings(), listing.names().size(), settings);
    return new DataAccount(
        "image folder",
        listing.names().size(),
        settings.ignoresLabels() ? List.of() : counts,
        settings.ignoresLabels() && !names.isEmpty()
            ? "labels are ignored, as spec.data.classes is 0"
            : "",
        listing.findings(),
        problems);
  }
}
