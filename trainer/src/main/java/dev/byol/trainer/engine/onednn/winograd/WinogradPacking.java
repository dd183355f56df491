package dev.byol.trainer.engine.onednn.winograd;

import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.Native;
import dev.byol.trainer.engine.onednn.library.NativeMemory;
import dev.byol.trainer.engine.onednn.library.Primitive;
import dev.byol.trainer.engine.onednn.winograd.WinogradPass.Direction;
import dev.byol.trainer.engine.onednn.winograd.WinogradWeights.Part;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A copy of {@link WinogradWeights} in the layout that a matrix product asked for, put together out
 * of parts.
 */
final class WinogradPacking implements AutoCloseable {
  private final Native library;
  private final int tile;
  private final Direction direction;
  private final memory.desc layout;
  private final Element element;
  private final NativeMemory source;
  private final NativeMemory block;
  private final memory packed;
  private final Map<Part.Size, Copy> copies = new HashMap<>();
  private final Map<Part, BytePointer> places = new HashMap<>();

  /**
   * Copies parts of one size.
   *
   * @param to where the next one goes: the library's view of the first such part, moved
   * @param first where in the packed copy that view's own part begins, in values
   */
  private record Copy(memory to, long first, Primitive primitive) {}

  /**
   * Declares the copy.
   *
   * @param source where each part lies when it is taken: {@code [tile, rows, columns]}
   */
  WinogradPacking(
      Native library,
      WinogradKernels kernels,
      Direction direction,
      memory.desc layout,
      Element element,
      NativeMemory source) {
    this.library = library;
    this.tile = kernels.tile();
    this.direction = direction;
    this.layout = layout;
    this.element = element;
    this.source = source;
    this.block = library.allocate(Native.values(layout));
    this.packed = new memory(layout, library.cpu(), block.pointer(0));
  }

  boolean is(Direction wanted, memory.desc asked) {
    return direction == wanted && layout.equals(asked);
  }

  memory packed() {
    return packed;
  }

  /** Copies the part that lies in the source now to its place. */
  void take(Part part) {
    Copy copy = copies.computeIfAbsent(part.size(), size -> copy(part));
    copy.to().set_data_handle(places.computeIfAbsent(part, one -> place(one, copy)));
    copy.primitive().run();
  }

  /** How far the view of that copy has to move, from the begin of the packed copy. */
  private BytePointer place(Part part, Copy copy) {
    long values = view(part).get_submemory_offset() - copy.first();
    return block.pointer(0).getPointer(values * element.bytes());
  }

  /** The library's view of a part of the packed copy. */
  private memory.desc view(Part part) {
    boolean forward = direction == Direction.FORWARD;
    long[] size = {tile, part.size().rows(), part.size().columns()};
    long[] from = {0, part.row(), part.column()};
    return forward
        ? layout.submemory_desc(size, from)
        : layout.submemory_desc(turned(size), turned(from));
  }

  private static long[] turned(long[] matrix) {
    return new long[] {matrix[0], matrix[2], matrix[1]};
  }

  private Copy copy(Part part) {
    int rows = part.size().rows();
    int columns = part.size().columns();
    memory.desc lies =
        direction == Direction.FORWARD
            ? Native.matrices(tile, rows, columns, element)
            : Native.transposed(tile, columns, rows, element);
    memory from = new memory(lies, library.cpu(), source.pointer(0));
    memory.desc view = view(part);
    memory to = new memory(view, library.cpu(), block.pointer(0));
    Primitive primitive = Primitive.reorder("packing weights", from, to, new stream(library.cpu()));
    return new Copy(to, view.get_submemory_offset(), primitive);
  }

  @Override
  public void close() {
    block.close();
  }
}
