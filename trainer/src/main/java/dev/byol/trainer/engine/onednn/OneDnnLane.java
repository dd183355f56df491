package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.MemoryPlan;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.host.BatchNormPasses;
import dev.byol.trainer.engine.host.HostBatchNorm;
import dev.byol.trainer.engine.host.HostLane;
import dev.byol.trainer.engine.onednn.batchnorm.BatchNormOp;
import dev.byol.trainer.engine.onednn.batchnorm.Chunks;
import dev.byol.trainer.engine.onednn.batchnorm.LibraryBatchNormOp;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.NativeMemory;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Scratch;
import dev.byol.trainer.engine.onednn.winograd.WinogradOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Declared tensors and operations of one lane, placed and bound together. */
final class OneDnnLane extends HostLane {
  private final OneDnnEngine engine;
  private final LaneCalls calls;
  private final List<OneDnnTensor> tensors = new ArrayList<>();
  private final List<MemoryPlan.Request> requests = new ArrayList<>();
  private final List<Bindable> operations = new ArrayList<>();
  private final Map<Integer, Chunks> chunks = new HashMap<>();
  private final List<NativeMemory> blocks = new ArrayList<>();
  private NativeMemory arena;

  OneDnnLane(OneDnnEngine engine) {
    this.engine = engine;
    this.calls = new LaneCalls(engine.library(), this::tensor);
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
    return WinogradOp.suits(geometry, OneDnnTensor.of(x), OneDnnTensor.of(y))
        ? declare(
            new WinogradOp(
                calls, engine::transformed, OneDnnTensor.of(x), w, OneDnnTensor.of(y), gradients))
        : declare(
            new ConvolutionOp(
                engine, calls, geometry, OneDnnTensor.of(x), w, OneDnnTensor.of(y), gradients));
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
            calls,
            OneDnnTensor.of(x),
            OneDnnFlatBuffer.of(weights),
            bias.map(OneDnnFlatBuffer::of),
            OneDnnTensor.of(y),
            gradients));
  }

  @Override
  public Operation maxPool(
      ConvolutionGeometry geometry, Tensor x, Tensor y, Optional<Gradients> gradients) {
    return declare(new PoolOp(calls, geometry, OneDnnTensor.of(x), OneDnnTensor.of(y), gradients));
  }

  @Override
  public Operation globalMean(Tensor x, Tensor y, Optional<Gradients> gradients) {
    return declare(new MeanOp(calls, OneDnnTensor.of(x), OneDnnTensor.of(y), gradients));
  }

  @Override
  public Operation add(Tensor a, Tensor b, Tensor y, Optional<AddGradients> gradients) {
    return declare(
        new AddOp(calls, OneDnnTensor.of(a), OneDnnTensor.of(b), OneDnnTensor.of(y), gradients));
  }

  @Override
  public BatchNormOperation batchNorm(BatchNormSpec spec) {
    return new HostBatchNorm(spec, engine.precision(), passes(spec));
  }

  private BatchNormPasses passes(BatchNormSpec spec) {
    return OneDnnTensor.of(spec.x()).element() == Element.BFLOAT16
        ? declare(new LibraryBatchNormOp(calls, spec))
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
