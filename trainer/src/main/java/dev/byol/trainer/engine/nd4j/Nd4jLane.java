package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.MemoryPlan;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.host.HostBatchNorm;
import dev.byol.trainer.engine.host.HostLane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Declared tensors and operations of one lane, placed and bound together. */
final class Nd4jLane extends HostLane {
  private final Nd4jEngine engine;
  private final List<Nd4jTensor> tensors = new ArrayList<>();
  private final List<MemoryPlan.Request> requests = new ArrayList<>();
  private final List<Bindable> operations = new ArrayList<>();
  private final List<INDArray> buffers = new ArrayList<>();
  private INDArray arena;
  private long arenaValues;

  /** An operation that learns its arrays when the arena is there. */
  interface Bindable {
    /** Largest scratch tensor that it needs, in values. */
    long scratch();

    void bind(Scratch scratch, HostAccess host);
  }

  /** Memory that any operation may use while it runs; its contents do not outlive that. */
  record Scratch(INDArray vector) {
    INDArray first(long length) {
      return Nd4jTensor.slice(vector, 0, length);
    }
  }

  Nd4jLane(Nd4jEngine engine) {
    this.engine = engine;
  }

  @Override
  public Tensor tensor(Shape shape, Lifetime lifetime) {
    requireNotAllocated();
    Nd4jTensor tensor = Nd4jTensor.declared(shape, engine.host());
    tensors.add(tensor);
    requests.add(new MemoryPlan.Request(shape.size(), lifetime));
    return tensor;
  }

  @Override
  public FlatBuffer flat(String name, long length) {
    return new Nd4jFlatBuffer(keep(engine.allocate(name, length)), engine, this::allocateBuffer);
  }

  private INDArray allocateBuffer(long length) {
    return keep(engine.allocate(length));
  }

  /** Lanes may measure the slices of one lane's buffer at the same time. */
  private INDArray keep(INDArray buffer) {
    synchronized (buffers) {
      buffers.add(buffer);
    }
    return buffer;
  }

  @Override
  public void allocate() {
    requireNotAllocated();
    MemoryPlan plan = MemoryPlan.of(requests);
    long scratch = operations.stream().mapToLong(Bindable::scratch).max().orElse(0);
    arenaValues = plan.total() + scratch + 1;
    if (!engine.grantsArena(arenaValues)) {
      return;
    }
    arena = engine.allocate(arenaValues);
    for (int i = 0; i < tensors.size(); i++) {
      tensors.get(i).place(arena, plan.offsets().get(i));
    }
    Scratch shared = new Scratch(Nd4jTensor.slice(arena, plan.total(), scratch + 1));
    operations.forEach(operation -> operation.bind(shared, engine.host()));
  }

  @Override
  public long arenaBytes() {
    return arenaValues * engine.precision().bytes();
  }

  @Override
  public Operation convolution(
      ConvolutionGeometry geometry,
      Tensor x,
      FlatBuffer weights,
      Tensor y,
      Optional<Gradients> gradients) {
    return declare(new ConvolutionOp(geometry, nd(x), vector(weights), nd(y), gradients));
  }

  @Override
  public Operation linear(
      Tensor x,
      FlatBuffer weights,
      Optional<FlatBuffer> bias,
      Tensor y,
      Optional<Gradients> gradients) {
    return declare(
        new LinearOp(nd(x), vector(weights), bias.map(Nd4jLane::vector), nd(y), gradients));
  }

  @Override
  public Operation maxPool(
      ConvolutionGeometry geometry, Tensor x, Tensor y, Optional<Gradients> gradients) {
    return declare(PoolOp.max(geometry, nd(x), nd(y), gradients));
  }

  @Override
  public Operation globalMean(Tensor x, Tensor y, Optional<Gradients> gradients) {
    return declare(PoolOp.mean(nd(x), nd(y), gradients));
  }

  @Override
  public Operation add(Tensor a, Tensor b, Tensor y, Optional<AddGradients> gradients) {
    return declare(new AddOp(nd(a), nd(b), nd(y), gradients));
  }

  @Override
  public BatchNormOperation batchNorm(BatchNormSpec spec) {
    return new HostBatchNorm(spec, engine.precision(), declare(new BatchNormOp(spec)));
  }

  @Override
  public void close() {
    synchronized (buffers) {
      buffers.forEach(engine::release);
      buffers.clear();
    }
    if (arena != null) {
      engine.release(arena);
      arena = null;
    }
  }

  static Nd4jTensor nd(Tensor tensor) {
    return (Nd4jTensor) tensor;
  }

  static INDArray vector(FlatBuffer buffer) {
    return ((Nd4jFlatBuffer) buffer).vector();
  }

  private <T extends Bindable> T declare(T operation) {
    requireNotAllocated();
    operations.add(operation);
    return operation;
  }

  private void requireNotAllocated() {
    if (arenaValues > 0) {
      throw new IllegalStateException("declare tensors and operations before allocate()");
    }
  }
}
