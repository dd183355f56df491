package dev.byol.trainer.engine.onednn.library;

/** A part of an operation with everything it reads and writes. */
public interface Pass extends Bindable {
  void run();
}
