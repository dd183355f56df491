package dev.byol.trainer.nn;

import java.math.BigDecimal;
import java.util.List;

/**
 * Which residual network the encoder is.
 *
 * @param architecture depth and kind of blocks
 * @param version order of convolution and normalisation
 * @param stem what comes before the first group of blocks
 * @param widthMultiplier scales every number of channels; all must stay whole
 */
public record EncoderSpec(
    Architecture architecture, Version version, Stem stem, BigDecimal widthMultiplier) {
  /** V1: He et al. 2015; V2 (pre-activation): He et al. 2016. */
  public enum Version {
    V1,
    V2
  }

  /** What comes before the first group of blocks. */
  public enum Stem {
    /** 7x7 convolution of stride 2 to 64 channels, max pool of stride 2: the reference's. */
    IMAGENET,
    /**
     * 3x3 convolution of stride 1, no max pool, so that pictures of 32 pixels keep their detail. As
     * many channels as the 3x3 convolutions of the first group: 64, 8 in TinyResNet. Not in the
     * reference; He et al. 2015, section 4.2, and the common practice of self-supervised training
     * on CIFAR (Chen et al. 2020, "A Simple Framework for Contrastive Learning", appendix B.9).
     */
    CIFAR
  }

  /** The block of an architecture. */
  public enum Block {
    /** Two 3x3 convolutions. */
    BASIC,
    /** 1x1, 3x3, 1x1 with a quarter of the channels inside. */
    BOTTLENECK
  }

  /** The networks of the reference: haiku nets/resnet.py and TinyResNet of utils/networks.py. */
  public enum Architecture {
    TINY("tiny_res_net", Block.BASIC, List.of(1, 1, 1, 1), List.of(8, 8, 8, 8)),
    RESNET18("res_net18", Block.BASIC, List.of(2, 2, 2, 2), List.of(64, 128, 256, 512)),
    RESNET34("res_net34", Block.BASIC, List.of(3, 4, 6, 3), List.of(64, 128, 256, 512)),
    RESNET50("res_net50", Block.BOTTLENECK, List.of(3, 4, 6, 3), List.of(256, 512, 1024, 2048)),
    RESNET101("res_net101", Block.BOTTLENECK, List.of(3, 4, 23, 3), List.of(256, 512, 1024, 2048)),
    RESNET152("res_net152", Block.BOTTLENECK, List.of(3, 8, 36, 3), List.of(256, 512, 1024, 2048)),
    RESNET200("res_net200", Block.BOTTLENECK, List.of(3, 24, 36, 3), List.of(256, 512, 1024, 2048));

    private final String module;
    private final Block block;
    private final List<Integer> blocksPerGroup;
    private final List<Integer> channelsPerGroup;

    Architecture(
        String module, Block block, List<Integer> blocksPerGroup, List<Integer> channelsPerGroup) {
      this.module = module;
      this.block = block;
      this.blocksPerGroup = blocksPerGroup;
      this.channelsPerGroup = channelsPerGroup;
    }

    /** Haiku's module name. */
    public String module() {
      return module;
    }

    /** Kind of block. */
    public Block block() {
      return block;
    }

    /** Number of blocks in each of the four groups. */
    public List<Integer> blocksPerGroup() {
      return blocksPerGroup;
    }

    /** Output channels of each group's blocks at width 1. */
    public List<Integer> channelsPerGroup() {
      return channelsPerGroup;
    }
  }

  public EncoderSpec {
    widthMultiplier = widthMultiplier.stripTrailingZeros();
    if (widthMultiplier.signum() <= 0) {
      throw new IllegalArgumentException(
          "the width multiplier must be positive, got " + widthMultiplier);
    }
  }

  /** The reference's stem and default width. */
  public static EncoderSpec of(Architecture architecture, Version version) {
    return new EncoderSpec(architecture, version, Stem.IMAGENET, BigDecimal.ONE);
  }

  /**
   * {@code channels} at this width.
   *
   * @throws IllegalArgumentException when that is not a whole number
   */
  public int scaled(int channels) {
    BigDecimal scaled = widthMultiplier.multiply(BigDecimal.valueOf(channels));
    try {
      return scaled.intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "width multiplier %s makes %s channels out of %d; choose one that keeps channels whole"
              .formatted(widthMultiplier.toPlainString(), scaled.toPlainString(), channels),
          e);
    }
  }
}
