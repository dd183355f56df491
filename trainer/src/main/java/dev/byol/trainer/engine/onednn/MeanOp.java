package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.onednn.library.Bindable;
import dev.byol.trainer.engine.onednn.library.ChannelKernels;
import dev.byol.trainer.engine.onednn.library.Element;
import dev.byol.trainer.engine.onednn.library.LaneCalls;
import dev.byol.trainer.engine.onednn.library.OneDnnTensor;
import dev.byol.trainer.engine.onednn.library.Runs;
import dev.byol.trainer.engine.onednn.library.Scratch;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The mean over height and width: an image's rows of channels, added up and divided. */
final class MeanOp implements Operation, Bindable {
  private final LaneCalls lane;
  private final OneDnnTensor x;
  private final OneDnnTensor y;
  private final Optional<Lane.Gradients> gradients;
  private final int channels;
  private final int pixels;
  private final float[] row;
  private final float[] image;
  private Runs source;
  private Runs dx;

  MeanOp(LaneCalls lane, OneDnnTensor x, OneDnnTensor y, Optional<Lane.Gradients> gradients) {
    this.lane = lane;
    this.x = x;
    this.y = y;
    this.gradients = gradients;
    this.channels = x.shape().c();
    this.pixels = x.shape().h() * x.shape().w();
    this.row = new float[channels];
    this.image = new float[channels];
  }

  @Override
  public long scratch() {
    return x.element() == Element.FLOAT32 ? 0 : x.shape().size();
  }

  @Override
  public void bind(Scratch scratch) {
    source = Runs.of(lane, x, scratch, 0);
    dx =
        gradients
            .flatMap(Lane.Gradients::dx)
            .map(target -> Runs.of(lane, OneDnnTensor.of(target.tensor()), scratch, 0))
            .orElse(null);
  }

  @Override
  public void forward() {
    float share = 1f / pixels;
    FloatBuffer pictures = source.load(0, x.shape().size());
    for (int n = 0; n < x.shape().n(); n++) {
      Arrays.fill(image, 0);
      for (int pixel = 0; pixel < pixels; pixel++) {
        pictures.get((n * pixels + pixel) * channels, row);
        ChannelKernels.add(image, row, channels);
      }
      for (int c = 0; c < channels; c++) {
        image[c] *= share;
      }
      y.values().put(n * channels, image, 0, channels);
    }
  }

  @Override
  public void backward() {
    float share = 1f / pixels;
    OneDnnTensor dy = OneDnnTensor.of(gradients.orElseThrow().dy());
    boolean add = gradients.orElseThrow().dx().orElseThrow().mode() == GradientTarget.Mode.ADD;
    FloatBuffer target = add ? dx.load(0, x.shape().size()) : dx.blank(0, x.shape().size());
    for (int n = 0; n < x.shape().n(); n++) {
      dy.values().get(n * channels, image);
      for (int c = 0; c < channels; c++) {
        image[c] *= share;
      }
      for (int pixel = 0; pixel < pixels; pixel++) {
        int at = (n * pixels + pixel) * channels;
        if (add) {
          target.get(at, row);
          ChannelKernels.add(row, image, channels);
          target.put(at, row);
        } else {
          target.put(at, image);
        }
      }
    }
    dx.store();
  }
}
