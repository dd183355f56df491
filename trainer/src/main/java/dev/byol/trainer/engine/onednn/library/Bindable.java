package dev.byol.trainer.engine.onednn.library;

/** An operation that learns its memory when the arena is there. */
public interface Bindable {
  /** Scratch memory that it needs while it runs, in values. */
  long scratch();

  /** Prepares its calls, with scratch memory of that size at least. */
  void bind(Scratch scratch);
}
