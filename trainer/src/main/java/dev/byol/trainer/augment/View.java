package dev.byol.trainer.augment;

/** Which of the two views of a sample. The number enters the random draws: never reorder. */
public enum View {
  VIEW1,
  VIEW2
}
