package dev.byol.trainer.engine.onednn.library;

import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/** One call of the library with its arguments, prepared once. */
public final class Primitive {
  private final String name;
  private final dnnl_primitive handle;
  private final dnnl_stream stream;
  private final int count;
  private final dnnl_exec_arg_t arguments;

  /** JavaCPP frees what nobody refers to. */
  @SuppressWarnings({"unused", "FieldCanBeLocal", "UnusedVariable"})
  private final Object kept;

  /** One argument: the library's number for it and the memory. */
  public record Argument(int index, memory memory) {}

  /** Prepares a call on {@code stream}; {@code name} is for errors. */
  public Primitive(String name, primitive primitive, stream stream, List<Argument> arguments) {
    this.name = name;
    this.handle = primitive.get();
    this.stream = stream.get();
    this.count = arguments.size();
    this.arguments = new dnnl_exec_arg_t(count);
    for (int i = 0; i < count; i++) {
      this.arguments.position(i).arg(arguments.get(i).index());
      this.arguments.memory(arguments.get(i).memory().get());
    }
    this.arguments.position(0);
    this.kept = List.of(primitive, stream, List.copyOf(arguments));
  }

  /** Copies {@code from} to {@code to}, which differ in layout or number format. */
  public static Primitive reorder(String name, memory from, memory to, stream stream) {
    return new Primitive(
        name,
        new reorder(new reorder.primitive_desc(from, to)),
        stream,
        List.of(new Argument(dnnl.DNNL_ARG_FROM, from), new Argument(dnnl.DNNL_ARG_TO, to)));
  }

  /** Makes the call; returns when it is done. */
  public void run() {
    int status = dnnl.dnnl_primitive_execute(handle, stream, count, arguments);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN failed in %s with status %d".formatted(name, status));
    }
  }
}
