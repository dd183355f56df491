package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import dev.byol.trainer.data.account.Problem;
import java.util.List;

/** What is most likely a mistake in any layout. */
final class CommonProblems {
  private CommonProblems() {}

  /**
   * Adds what {@code findings} give reason for.
   *
   * @param pictures that are used or missing
   */
  static void add(
      List<Problem> problems, Findings findings, long pictures, SourceSettings settings) {
    long unread = findings.count(Finding.UNREAD_PICTURE);
    if (unread > settings.maxDamagedFraction() * (pictures + unread)) {
      problems.add(
          Problem.of(
              DataDoubt.UNREAD_PICTURES,
              "%d of %d pictures have a format that is not read (%s); convert them to JPEG or PNG"
                  .formatted(unread, pictures + unread, findings.kinds(Finding.UNREAD_PICTURE))));
    }
    long lost = findings.count(Finding.UNREADABLE);
    if (lost > settings.maxDamagedFraction() * pictures) {
      problems.add(
          Problem.of(
              "%d of %d pictures are missing or unreadable, more than the allowed fraction %s: %s (such as %s); fix or remove them, or raise spec.data.maxDamagedFraction"
                  .formatted(
                      lost,
                      pictures,
                      settings.maxDamagedFraction(),
                      findings.kinds(Finding.UNREADABLE),
                      String.join(", ", findings.examples(Finding.UNREADABLE)))));
    }
  }
}
