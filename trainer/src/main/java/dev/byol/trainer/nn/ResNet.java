package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.nn.EncoderSpec.Block;
import dev.byol.trainer.nn.EncoderSpec.Stem;
import dev.byol.trainer.nn.EncoderSpec.Version;
import java.util.List;
import java.util.Optional;

/**
 * Residual networks as in dm-haiku's nets/resnet.py: a stem, four groups of blocks of which each
 * first one has a projection shortcut, mean over the image. The representation has the last group's
 * number of channels.
 */
public final class ResNet {
  private static final List<Integer> STRIDES = List.of(1, 2, 2, 2);
  private static final int IMAGENET_STEM_CHANNELS = 64;

  private final GraphBuilder graph;
  private final EncoderSpec spec;

  private ResNet(GraphBuilder graph, EncoderSpec spec) {
    this.graph = graph;
    this.spec = spec;
  }

  /** Adds the encoder after {@code images} and returns the representation {@code [n, c]}. */
  public static int append(GraphBuilder graph, int images, EncoderSpec spec) {
    return new ResNet(graph, spec).network(images);
  }

  private int network(int images) {
    String root = spec.architecture().module() + "/~/";
    int x = stem(root, images);
    for (int group = 0; group < STRIDES.size(); group++) {
      int channels = groupChannels(group);
      for (int block = 0; block < spec.architecture().blocksPerGroup().get(group); block++) {
        String module = root + "block_group_" + group + "/~/block_" + block + "/~/";
        int stride = block == 0 ? STRIDES.get(group) : 1;
        Shortcut shortcut = block == 0 ? Shortcut.PROJECTION : Shortcut.IDENTITY;
        x =
            spec.version() == Version.V1
                ? blockV1(module, x, channels, stride, shortcut)
                : blockV2(module, x, channels, stride, shortcut);
      }
    }
    if (spec.version() == Version.V2) {
      x = graph.batchNorm(root + "final_batchnorm", x, Activation.RELU);
    }
    return graph.globalMean(x);
  }

  private int stem(String root, int images) {
    String module = root + "initial_conv";
    int x =
        switch (spec.stem()) {
          case IMAGENET ->
              graph.convolution(module, images, spec.scaled(IMAGENET_STEM_CHANNELS), 7, 2);
          case CIFAR ->
              graph.convolution(
                  module, images, layers(groupChannels(0), 1).get(0).channels(), 3, 1);
        };
    if (spec.version() == Version.V1) {
      x = graph.batchNorm(root + "initial_batchnorm", x, Activation.RELU);
    }
    return spec.stem() == Stem.IMAGENET ? graph.maxPool(x, 3, 2) : x;
  }

  private int groupChannels(int group) {
    return spec.scaled(spec.architecture().channelsPerGroup().get(group));
  }

  private enum Shortcut {
    IDENTITY,
    PROJECTION
  }

  private record Layer(int channels, int kernel, int stride) {}

  /** The convolutions of a block, first to last. */
  private List<Layer> layers(int channels, int stride) {
    return spec.architecture().block() == Block.BASIC
        ? List.of(new Layer(channels, 3, stride), new Layer(channels, 3, 1))
        : List.of(
            new Layer(inner(channels), 1, 1),
            new Layer(inner(channels), 3, stride),
            new Layer(channels, 1, 1));
  }

  private static int inner(int channels) {
    if (channels % 4 != 0) {
      throw new IllegalArgumentException(
          "a bottleneck block of %d channels has no quarter; choose another width multiplier"
              .formatted(channels));
    }
    return channels / 4;
  }

  private int blockV1(String module, int input, int channels, int stride, Shortcut kind) {
    int shortcut = input;
    if (kind == Shortcut.PROJECTION) {
      shortcut = graph.convolution(module + "shortcut_conv", input, channels, 1, stride);
      shortcut = graph.batchNorm(module + "shortcut_batchnorm", shortcut, Activation.NONE);
    }
    List<Layer> layers = layers(channels, stride);
    int x = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean last = i == layers.size() - 1;
      x =
          graph.convolution(
              module + "conv_" + i, x, layer.channels(), layer.kernel(), layer.stride());
      // Zero gamma in the last norm of a bottleneck block only, as in Haiku.
      Initialiser scale = last && layers.size() == 3 ? Initialiser.ZEROS : Initialiser.ONES;
      x =
          graph.batchNorm(
              module + "batchnorm_" + i,
              x,
              last ? Optional.of(shortcut) : Optional.empty(),
              Activation.RELU,
              scale);
    }
    return x;
  }

  private int blockV2(String module, int input, int channels, int stride, Shortcut kind) {
    int shortcut = input;
    int x = input;
    List<Layer> layers = layers(channels, stride);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      x = graph.batchNorm(module + "batchnorm_" + i, x, Activation.RELU);
      if (i == 0 && kind == Shortcut.PROJECTION) {
        shortcut = graph.convolution(module + "shortcut_conv", x, channels, 1, stride);
      }
      x =
          graph.convolution(
              module + "conv_" + i, x, layer.channels(), layer.kernel(), layer.stride());
    }
    return graph.add(x, shortcut);
  }
}
