package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import java.util.Arrays;
import java.util.Optional;

/** The mean over height and width: an image's rows of channels, added up and divided. */
final class MeanOp implements Operation, OneDnnLane.Bindable {
  private static final int SLOTS = 3;

  private final OneDnnLane lane;
  private final OneDnnTensor x;
  private final OneDnnTensor y;
  private final Optional<Lane.Gradients> gradients;
  private final int channels;
  private final int pixels;
  private final float[] row;
  private final float[] image;
  private Values.Source source;
  private Values.Source before;
  private Values.Sink dx;

  MeanOp(OneDnnLane lane, OneDnnTensor x, OneDnnTensor y, Optional<Lane.Gradients> gradients) {
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
    return Values.Factory.scratch(x, channels, SLOTS);
  }

  @Override
  public void bind(OneDnnLane.Scratch scratch) {
    Values.Factory values = new Values.Factory(lane, scratch, channels);
    source = values.source(x, 0, x.shape().size());
    gradients
        .flatMap(Lane.Gradients::dx)
        .ifPresent(
            target -> {
              OneDnnTensor tensor = OneDnnLane.of(target.tensor());
              dx = values.sink(tensor, 0, x.shape().size());
              before =
                  target.mode() == GradientTarget.Mode.ADD
                      ? values.source(tensor, 0, x.shape().size())
                      : null;
            });
  }

  @Override
  public void forward() {
    float share = 1f / pixels;
    for (int n = 0; n < x.shape().n(); n++) {
      Arrays.fill(image, 0);
      for (int pixel = 0; pixel < pixels; pixel++) {
        source.get((n * pixels + pixel) * channels, row, channels);
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
    OneDnnTensor dy = OneDnnLane.of(gradients.orElseThrow().dy());
    for (int n = 0; n < x.shape().n(); n++) {
      dy.values().get(n * channels, image, 0, channels);
      for (int c = 0; c < channels; c++) {
        image[c] *= share;
      }
      for (int pixel = 0; pixel < pixels; pixel++) {
        int at = (n * pixels + pixel) * channels;
        if (before == null) {
          dx.put(at, image, channels);
        } else {
          before.get(at, row, channels);
          ChannelKernels.add(row, image, channels);
          dx.put(at, row, channels);
        }
      }
    }
  }
}
