package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.MemoryPlan;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.host.BatchNormPasses;
import dev.byol.trainer.engine.host.HostBatchNorm;
import dev.byol.trainer.engine.host.HostLane;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** Declared tensors and operations of one lane, placed and bound together. */
final class OneDnnLane extends HostLane {
  private final OneDnnEngine engine;
  private final stream stream;
  private final List<OneDnnTensor> tensors = new ArrayList<>();
  private final List<MemoryPlan.Request> requests = new ArrayList<>();
  private final List<Bindable> operations = new ArrayList<>();
  private final Map<Integer, Chunks> chunks = new HashMap<>();
  private final List<NativeMemory> blocks = new ArrayList<>();
  private NativeMemory arena;

  /** An operation that learns its memory when the arena is there. */
  interface Bindable {
    /** Scratch memory that it needs while it runs, in values. */
    long scratch();

    void bind(Scratch scratch);
  }

  /**
   * Memory that any operation may use while it runs; its contents do not outlive that.
   *
   * @param offset where it begins in the arena
   */
  record Scratch(NativeMemory arena, long offset, Native library) {
    /** Values from {@code from} on. */
    FloatBuffer values(long from, int count) {
      return arena.floats(offset + from, count);
    }

    /** The library's view of what lies from {@code from} on. */
    memory memory(long from, memory.desc desc) {
      return new memory(desc, library.cpu(), arena.pointer(offset + from));
    }
  }

  /** A call of the library on this lane's thread, while its arguments are gathered. */
  final class Call {
    private final String name;
    private final primitive primitive;
    private final List<Primitive.Argument> arguments = new ArrayList<>();

    private Call(String name, primitive primitive) {
      this.name = name;
      this.primitive = primitive;
    }

    Call with(int argument, memory memory) {
      arguments.add(new Primitive.Argument(argument, memory));
      return this;
    }

    Primitive build() {
      return new Primitive(name, primitive, stream, arguments);
    }
  }

  OneDnnLane(OneDnnEngine engine) {
    this.engine = engine;
    this.stream = new stream(engine.library().cpu());
  }

  OneDnnEngine engine() {
    return engine;
  }

  Call primitive(String name, primitive primitive) {
    return new Call(name, primitive);
  }

  /** Copies {@code from} to {@code to}, which differ in layout. */
  Primitive reorder(String name, memory from, memory to) {
    return Primitive.reorder(name, from, to, stream);
  }

  /** Rounds {@code n} values in scratch memory, float32 from {@code from} on, to bfloat16. */
  Primitive narrow(Scratch scratch, long from, long to, long n) {
    return reorder(
        "narrowing",
        scratch.memory(from, Native.vector(n, Element.FLOAT32)),
        scratch.memory(to, Native.vector(n, Element.BFLOAT16)));
  }

  /** {@code to = a + b}, all of one layout; {@code to} may be one of them. */
  Primitive sum(String name, memory a, memory b, memory to) {
    binary.primitive_desc description =
        new binary.primitive_desc(
            engine.library().cpu(),
            dnnl.dnnl_binary_add,
            a.get_desc(),
            b.get_desc(),
            to.get_desc());
    return primitive(name, new binary(description))
        .with(dnnl.DNNL_ARG_SRC_0, a)
        .with(dnnl.DNNL_ARG_SRC_1, b)
        .with(dnnl.DNNL_ARG_DST, to)
        .build();
  }

  /** Brings a gradient to its target: as the first contribution, or added to what is there. */
  Primitive contribution(memory gradient, memory to, GradientTarget.Mode mode) {
    return mode == GradientTarget.Mode.SET
        ? reorder("copying a gradient", gradient, to)
        : sum("adding gradients", to, gradient, to);
  }

  @Override
  public OneDnnTensor tensor(Shape shape, Lifetime lifetime) {
    return tensor(shape, Element.FLOAT32, lifetime);
  }

  @Override
  public OneDnnTensor activation(Shape shape, Lifetime lifetime) {
    return tensor(shape, engine.activations(), lifetime);
  }

  private OneDnnTensor tensor(Shape shape, Element element, Lifetime lifetime) {
    requireNotAllocated();
    OneDnnTensor tensor = OneDnnTensor.declared(shape, element, engine.library());
    tensors.add(tensor);
    requests.add(new MemoryPlan.Request(element.inFloats(shape.size()), lifetime));
    return tensor;
  }

  @Override
  public FlatBuffer flat(String name, long length) {
    NativeMemory block = engine.allocate(name, length);
    blocks.add(block);
    return OneDnnFlatBuffer.of(block);
  }

  @Override
  public void allocate() {
    requireNotAllocated();
    MemoryPlan plan = MemoryPlan.of(requests);
    long scratch = operations.stream().mapToLong(Bindable::scratch).max().orElse(0);
    arena = engine.allocate(plan.total() + scratch + 1);
    for (int i = 0; i < tensors.size(); i++) {
      tensors.get(i).place(arena, plan.offsets().get(i));
    }
    Scratch shared = new Scratch(arena, plan.total(), engine.library());
    operations.forEach(operation -> operation.bind(shared));
  }

  @Override
  public long arenaBytes() {
    return arena == null ? 0 : arena.length() * Float.BYTES;
  }

  @Override
  public Operation convolution(
      ConvolutionGeometry geometry,
      Tensor x,
      FlatBuffer weights,
      Tensor y,
      Optional<Gradients> gradients) {
    OneDnnFlatBuffer w = OneDnnFlatBuffer.of(weights);
    return WinogradOp.suits(geometry, of(x), of(y))
        ? declare(new WinogradOp(this, of(x), w, of(y), gradients))
        : declare(new ConvolutionOp(this, geometry, of(x), w, of(y), gradients));
  }

  @Override
  public Operation linear(
      Tensor x,
      FlatBuffer weights,
      Optional<FlatBuffer> bias,
      Tensor y,
      Optional<Gradients> gradients) {
    return declare(
        new LinearOp(
            this,
            of(x),
            OneDnnFlatBuffer.of(weights),
            bias.map(OneDnnFlatBuffer::of),
            of(y),
            gradients));
  }

  @Override
  public Operation maxPool(
      ConvolutionGeometry geometry, Tensor x, Tensor y, Optional<Gradients> gradients) {
    return declare(new PoolOp(this, geometry, of(x), of(y), gradients));
  }

  @Override
  public Operation globalMean(Tensor x, Tensor y, Optional<Gradients> gradients) {
    return declare(new MeanOp(this, of(x), of(y), gradients));
  }

  @Override
  public Operation add(Tensor a, Tensor b, Tensor y, Optional<AddGradients> gradients) {
    return declare(new AddOp(this, of(a), of(b), of(y), gradients));
  }

  @Override
  public BatchNormOperation batchNorm(BatchNormSpec spec) {
    return new HostBatchNorm(spec, engine.precision(), passes(spec));
  }

  private BatchNormPasses passes(BatchNormSpec spec) {
    return of(spec.x()).element() == Element.BFLOAT16
        ? declare(new LibraryBatchNormOp(this, spec))
        : declare(new BatchNormOp(spec, chunks.computeIfAbsent(spec.channels(), Chunks::new)));
  }

  @Override
  public void close() {
    blocks.forEach(engine::release);
    blocks.clear();
    if (arena != null) {
      engine.release(arena);
      arena = null;
    }
  }

  static OneDnnTensor of(Tensor tensor) {
    return (OneDnnTensor) tensor;
  }

  private <T extends Bindable> T declare(T operation) {
    requireNotAllocated();
    operations.add(operation);
    return operation;
  }

  private void requireNotAllocated() {
    if (arena != null) {
      throw new IllegalStateException("declare tensors and operations before allocate()");
    }
  }
}
