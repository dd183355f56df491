package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.Shape;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** Asks the library for the three kernels of a convolution, weights in the layout of its choice. */
public final class ConvolutionDescs {
  private final Native library;
  private final memory.desc x;
  private final memory.desc weights;
  private final memory.desc weightsGradient;
  private final memory.desc y;
  private final long[] stride;
  private final Padding padding;

  /** Of a convolution from {@code x} to {@code y}. */
  public ConvolutionDescs(
      Native library, ConvolutionGeometry geometry, OneDnnTensor x, OneDnnTensor y) {
    this.library = library;
    this.x = Native.images(seen(geometry, x.shape()), x.element());
    this.y = Native.images(seen(geometry, y.shape()), y.element());
    this.weights = anyLayout(geometry, x, y, x.element());
    this.weightsGradient = anyLayout(geometry, x, y, Element.FLOAT32);
    this.stride = new long[] {geometry.stride(), geometry.stride()};
    this.padding = Padding.of(geometry, x.shape());
  }

  /** Layout of the weights and their gradient in their flat buffers. */
  public static memory.desc plainWeights(ConvolutionGeometry geometry, Shape x, Shape y) {
    return Native.weights(geometry.kernel(), x.c(), y.c(), Element.FLOAT32, memory.format_tag.hwio);
  }

  private static memory.desc anyLayout(
      ConvolutionGeometry geometry, OneDnnTensor x, OneDnnTensor y, Element element) {
    return Native.weights(
        geometry.kernel(), x.shape().c(), y.shape().c(), element, memory.format_tag.any);
  }

  /**
   * A 1x1 convolution of stride 1 does not care where a pixel is: all in one row, the library's
   * kernel for the weights' gradient is up to 1.25 times as fast (docs/performance.md).
   */
  private static Shape seen(ConvolutionGeometry geometry, Shape shape) {
    return geometry.kernel() == 1 && geometry.stride() == 1
        ? new Shape(1, 1, shape.rows(), shape.c())
        : shape;
  }

  /** From input and weights to output. */
  public convolution_forward.primitive_desc forward(boolean trained) {
    return new convolution_forward.primitive_desc(
        library.cpu(),
        trained ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference,
        dnnl.dnnl_convolution_direct,
        x,
        weights,
        y,
        stride,
        padding.before(),
        padding.after(),
        library.attributes(),
        false);
  }

  /** From input and output's gradient to the weights' gradient, in float32. */
  public convolution_backward_weights.primitive_desc backwardWeights(
      convolution_forward.primitive_desc hint) {
    return new convolution_backward_weights.primitive_desc(
        library.cpu(),
        dnnl.dnnl_convolution_direct,
        x,
        weightsGradient,
        y,
        stride,
        padding.before(),
        padding.after(),
        hint,
        library.attributes(),
        false);
  }

  /** From weights and output's gradient to the input's gradient. */
  public convolution_backward_data.primitive_desc backwardData(
      convolution_forward.primitive_desc hint) {
    return new convolution_backward_data.primitive_desc(
        library.cpu(),
        dnnl.dnnl_convolution_direct,
        x,
        weights,
        y,
        stride,
        padding.before(),
        padding.after(),
        hint,
        library.attributes(),
        false);
  }
}
