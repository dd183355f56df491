package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The encoder networks of the reference, {@code byol/utils/networks.py}. */
public enum Encoder {
  /** One basic block per group, 8 channels each: for tests and very small pictures. */
  @JsonProperty("TinyResNet")
  TINY_RESNET(8),
  /** Basic blocks 2, 2, 2, 2. */
  @JsonProperty("ResNet18")
  RESNET18(64),
  /** Basic blocks 3, 4, 6, 3. */
  @JsonProperty("ResNet34")
  RESNET34(64),
  /** Bottleneck blocks 3, 4, 6, 3. */
  @JsonProperty("ResNet50")
  RESNET50(64),
  /** Bottleneck blocks 3, 4, 23, 3. */
  @JsonProperty("ResNet101")
  RESNET101(64),
  /** Bottleneck blocks 3, 8, 36, 3. */
  @JsonProperty("ResNet152")
  RESNET152(64),
  /** Bottleneck blocks 3, 24, 36, 3. */
  @JsonProperty("ResNet200")
  RESNET200(64);

  private final int narrowestChannels;

  Encoder(int narrowestChannels) {
    this.narrowestChannels = narrowestChannels;
  }

  /**
   * Channels of the narrowest convolution at width 1, the inner one of a bottleneck included; all
   * other channel counts are whole multiples of it.
   */
  public int narrowestChannels() {
    return narrowestChannels;
  }
}
