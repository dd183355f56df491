package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** What operations of one lane are made of: calls of the library on its thread, and tensors. */
public final class LaneCalls {
  private final Native library;
  private final stream stream;
  private final BiFunction<Shape, Lifetime, OneDnnTensor> tensors;

  /** A call of the library while its arguments are gathered. */
  public final class Call {
    private final String name;
    private final primitive primitive;
    private final List<Primitive.Argument> arguments = new ArrayList<>();

    private Call(String name, primitive primitive) {
      this.name = name;
      this.primitive = primitive;
    }

    /** Adds one by the library's number for it. */
    public Call with(int argument, memory memory) {
      arguments.add(new Primitive.Argument(argument, memory));
      return this;
    }

    /** The call with these arguments. */
    public Primitive build() {
      return new Primitive(name, primitive, stream, arguments);
    }
  }

  /**
   * Those of a new lane.
   *
   * @param tensors declares a tensor of float32 in that lane
   */
  public LaneCalls(Native library, BiFunction<Shape, Lifetime, OneDnnTensor> tensors) {
    this.library = library;
    this.stream = new stream(library.cpu());
    this.tensors = tensors;
  }

  /** The library's handles. */
  public Native library() {
    return library;
  }

  /** Declares a tensor of float32 that an operation needs beside its inputs and outputs. */
  public OneDnnTensor tensor(Shape shape, Lifetime lifetime) {
    return tensors.apply(shape, lifetime);
  }

  /** A call of {@code primitive}; {@code name} is for errors. */
  public Call primitive(String name, primitive primitive) {
    return new Call(name, primitive);
  }

  /** Copies {@code from} to {@code to}, which differ in layout. */
  public Primitive reorder(String name, memory from, memory to) {
    return Primitive.reorder(name, from, to, stream);
  }

  /** Rounds {@code n} values in scratch memory, float32 from {@code from} on, to bfloat16. */
  public Primitive narrow(Scratch scratch, long from, long to, long n) {
    return reorder(
        "narrowing",
        scratch.memory(from, Native.vector(n, Element.FLOAT32)),
        scratch.memory(to, Native.vector(n, Element.BFLOAT16)));
  }

  /** {@code to = a + b}, all of one layout; {@code to} may be one of them. */
  public Primitive sum(String name, memory a, memory b, memory to) {
    binary.primitive_desc description =
        new binary.primitive_desc(
            library.cpu(), dnnl.dnnl_binary_add, a.get_desc(), b.get_desc(), to.get_desc());
    return primitive(name, new binary(description))
        .with(dnnl.DNNL_ARG_SRC_0, a)
        .with(dnnl.DNNL_ARG_SRC_1, b)
        .with(dnnl.DNNL_ARG_DST, to)
        .build();
  }

  /** Brings a gradient to its target: as the first contribution, or added to what is there. */
  public Primitive contribution(memory gradient, memory to, GradientTarget.Mode mode) {
    return mode == GradientTarget.Mode.SET
        ? reorder("copying a gradient", gradient, to)
        : sum("adding gradients", to, gradient, to);
  }
}
