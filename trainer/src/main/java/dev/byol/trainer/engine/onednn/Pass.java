package dev.byol.trainer.engine.onednn;

/** A part of an operation with everything it reads and writes. */
interface Pass extends OneDnnLane.Bindable {
  void run();
}
