package dev.byol.trainer.engine.onednn.library;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;

/**
 * The weights of one convolution in the layout that its primitive asked for, copied again after the
 * flat buffer has changed. Shared by all lanes.
 */
public final class PackedWeights extends WeightCopy {
  private final memory.desc layout;
  private final NativeMemory block;
  private final memory packed;
  private final Primitive copy;

  /**
   * Declares the copy; the first refresh makes it.
   *
   * @param plain layout of {@code source}
   * @param layout layout of the copy
   */
  public PackedWeights(
      Native library, OneDnnFlatBuffer source, memory.desc plain, memory.desc layout) {
    super(source);
    this.layout = layout;
    this.block = library.allocate(Native.values(layout));
    this.packed = new memory(layout, library.cpu(), block.pointer(0));
    memory from = new memory(plain, library.cpu(), source.pointer());
    this.copy = Primitive.reorder("packing weights", from, packed, new stream(library.cpu()));
  }

  /** Whether it is the copy of {@code other} in that layout. */
  public boolean is(OneDnnFlatBuffer other, memory.desc otherLayout) {
    return isOf(other) && layout.equals(otherLayout);
  }

  /** The copy, as good as its last refresh. */
  public memory packed() {
    return packed;
  }

  @Override
  protected void copy() {
    copy.run();
  }

  @Override
  public void close() {
    block.close();
  }
}
