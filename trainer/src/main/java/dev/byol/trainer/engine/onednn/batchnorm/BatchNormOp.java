package dev.byol.trainer.engine.onednn.batchnorm;

import dev.byol.trainer.engine.BatchNormSpec;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.host.BatchNormPasses;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.OneDnnFlatBuffer;
import dev.byol.trainer.engine.onednn.library.Scratch;

/** Batch normalisation of float32 in halves, one {@link BatchNormView} per view. */
public final class BatchNormOp implements BatchNormPasses, Bindable {
  private final BatchNormSpec spec;
  private final Chunks chunks;
  private final float[] scale;
  private final float[] offset;
  private final BatchNormView[] views;

  /** Plans; {@code chunks} are of its width and its lane. */
  public BatchNormOp(BatchNormSpec spec, Chunks chunks) {
    Shape shape = spec.x().shape();
    this.spec = spec;
    this.chunks = chunks;
    this.scale = new float[shape.c()];
    this.offset = new float[shape.c()];
    this.views = new BatchNormView[spec.views()];
  }

  @Override
  public long scratch() {
    return 0;
  }

  @Override
  public void bind(Scratch scratch) {
    for (int view = 0; view < views.length; view++) {
      views[view] = new BatchNormView(spec, view, chunks);
    }
  }

  @Override
  public void sums(double[] target) {
    for (int view = 0; view < views.length; view++) {
      views[view].sums(target, view * 2 * scale.length);
    }
  }

  @Override
  public void normalise(double[] mean, double[] variance) {
    OneDnnFlatBuffer.of(spec.scale()).values().get(0, scale);
    OneDnnFlatBuffer.of(spec.offset()).values().get(0, offset);
    for (int view = 0; view < views.length; view++) {
      views[view].normalise(mean, variance, view * scale.length, scale, offset);
    }
  }

  @Override
  public void backwardSums(double[] target) {
    for (int view = 0; view < views.length; view++) {
      views[view].backwardSums(target, view * 2 * scale.length);
    }
  }

  @Override
  public void backward(double[] mean, double[] variance, double[] m1, double[] m2) {
    for (int view = 0; view < views.length; view++) {
      views[view].backward(mean, variance, m1, m2, view * scale.length, scale);
    }
  }
}
