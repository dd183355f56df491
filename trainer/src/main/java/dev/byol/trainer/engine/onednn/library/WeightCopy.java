package dev.byol.trainer.engine.onednn.library;

/** Weights in a layout of the library's, copied anew after the flat buffer has changed. */
public abstract class WeightCopy implements AutoCloseable {
  private final OneDnnFlatBuffer source;
  private long copied = -1;
  private boolean inUse;

  /** A copy of {@code source}, not made yet. */
  public WeightCopy(OneDnnFlatBuffer source) {
    this.source = source;
  }

  /** What it is a copy of. */
  public final OneDnnFlatBuffer source() {
    return source;
  }

  /** Whether it is a copy of {@code other}. */
  public final boolean isOf(OneDnnFlatBuffer other) {
    return source.storage().equals(other.storage()) && source.offset() == other.offset();
  }

  /** Before use: copies if the weights may have changed. */
  public final synchronized void refresh() {
    inUse = true;
    long changes = source.storage().changes().get();
    if (copied != changes) {
      copy();
      copied = changes;
    }
  }

  /** Ahead of use: as {@link #refresh}, if somebody has used the copy since the last time. */
  public final synchronized void refreshIfInUse() {
    if (inUse) {
      refresh();
      inUse = false;
    }
  }

  /** The next refresh copies in any case. */
  public final synchronized void invalidate() {
    copied = -1;
  }

  /** Copies the weights as they are now. */
  protected abstract void copy();

  @Override
  public abstract void close();
}
