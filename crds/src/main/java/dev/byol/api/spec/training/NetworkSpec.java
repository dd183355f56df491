package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/** Encoder, projector and predictor, shared in shape by online and target network. */
public record NetworkSpec(
    @JsonPropertyDescription(
            "TinyResNet, ResNet18, ResNet34, ResNet50, ResNet101, ResNet152 or ResNet200. Default ResNet50.")
        Encoder encoder,
    @JsonPropertyDescription(
            "Order inside a residual block: V1 (convolution first) or V2 (batch norm first). Default V1.")
        NetworkVersion version,
    @JsonPropertyDescription(
            "How the encoder begins: ImageNet (7x7 stride 2, max pool), or Cifar (3x3 stride 1, no pool) for pictures of up to some 64 pixels. Default ImageNet.")
        Stem stem,
    @JsonPropertyDescription(
            "Factor on the channels of every encoder layer; every channel count must stay whole. Default 1.")
        @Range(above = 0, max = 64)
        Double widthMultiplier,
    @JsonPropertyDescription("Units of the projector's hidden layer. Default 4096.")
        @Range(min = 1, max = 65536)
        Integer projectorHidden,
    @JsonPropertyDescription("Units of projection and prediction. Default 256.")
        @Range(min = 1, max = 65536)
        Integer projectorOutput,
    @JsonPropertyDescription("Units of the predictor's hidden layer. Default 4096.")
        @Range(min = 1, max = 65536)
        Integer predictorHidden,
    @JsonPropertyDescription(
            "Weight of the past in the running statistics of batch norm. Default 0.9.")
        @Range(min = 0, below = 1)
        Double batchNormDecay,
    @JsonPropertyDescription("Added to the variance in batch norm. Default 1e-5.")
        @Range(above = 0, max = 1)
        Double batchNormEpsilon,
    @JsonPropertyDescription(
            "Weights that the target network starts from: Own (random ones of its own, as in the reference) or Online (a copy of the online network's). Default Own.")
        TargetInit targetInit) {}
