package dev.byol.trainer.data.account;

import dev.byol.api.spec.data.DataDoubt;
import java.util.Optional;
import java.util.Set;

/**
 * What stops a run before it begins.
 *
 * @param sentence what is wrong and what to do
 * @param doubt the word that says it is meant; empty where nothing but fixing helps
 */
public record Problem(String sentence, Optional<DataDoubt> doubt) {
  /** Something that must be fixed. */
  public static Problem of(String sentence) {
    return new Problem(sentence, Optional.empty());
  }

  /** Something that is most likely a mistake; the sentence gets the way to say that it is meant. */
  public static Problem of(DataDoubt doubt, String sentence) {
    return new Problem(
        "%s; if it is meant, add %s to spec.data.accept%s"
            .formatted(sentence, doubt.word(), consequence(doubt)),
        Optional.of(doubt));
  }

  /** The same, with the field of the experiment that it is in. */
  public Problem in(String field) {
    return new Problem(field + ": " + sentence, doubt);
  }

  /** Whether it is among what somebody said is meant. */
  public boolean isMeant(Set<DataDoubt> accepted) {
    return doubt.filter(accepted::contains).isPresent();
  }

  private static String consequence(DataDoubt doubt) {
    return switch (doubt) {
      case UNREAD_PICTURES, UNLABELLED_SAMPLES, LEFT_OUT_SAMPLES -> ", which leaves them out";
      case REPEATED_SAMPLES -> ", which uses all of them";
      case OVERLAP, BOTH_SPLITS, UNSEEN_CLASSES, NESTED_CLASSES -> "";
    };
  }
}
