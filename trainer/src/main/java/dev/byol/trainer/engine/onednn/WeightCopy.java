package dev.byol.trainer.engine.onednn;

/** Weights in a layout of the library's, copied anew after the flat buffer has changed. */
abstract class WeightCopy implements AutoCloseable {
  private final OneDnnFlatBuffer source;
  private long copied = -1;
  private boolean inUse;

  WeightCopy(OneDnnFlatBuffer source) {
    this.source = source;
  }

  final OneDnnFlatBuffer source() {
    return source;
  }

  final boolean isOf(OneDnnFlatBuffer other) {
    return source.storage().equals(other.storage()) && source.offset() == other.offset();
  }

  /** Before use: copies if the weights may have changed. */
  final synchronized void refresh() {
    inUse = true;
    long changes = source.storage().changes().get();
    if (copied != changes) {
      copy();
      copied = changes;
    }
  }

  /** Ahead of use: as {@link #refresh}, if somebody has used the copy since the last time. */
  final synchronized void refreshIfInUse() {
    if (inUse) {
      refresh();
      inUse = false;
    }
  }

  /** The next refresh copies in any case. */
  final synchronized void invalidate() {
    copied = -1;
  }

  abstract void copy();

  @Override
  public abstract void close();
}
