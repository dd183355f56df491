package dev.byol.trainer.export;

import dev.byol.trainer.export.PickleValue.Array;
import dev.byol.trainer.export.PickleValue.Bool;
import dev.byol.trainer.export.PickleValue.Bytes;
import dev.byol.trainer.export.PickleValue.Dict;
import dev.byol.trainer.export.PickleValue.ElementType;
import dev.byol.trainer.export.PickleValue.Global;
import dev.byol.trainer.export.PickleValue.Int;
import dev.byol.trainer.export.PickleValue.Items;
import dev.byol.trainer.export.PickleValue.NamedTuple;
import dev.byol.trainer.export.PickleValue.Text;
import dev.byol.trainer.export.PickleValue.Tuple;
import dev.byol.trainer.export.PickleValue.TupleClass;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What the calls in a pickle come to, each a function of ours. */
final class PickleCalls {
  private PickleCalls() {}

  /** {@code callee(*arguments)}, or {@code callee.__new__(callee, *arguments)}. */
  static PickleValue call(PickleValue callee, Tuple arguments) throws RefusedPickleException {
    if (callee instanceof TupleClass type) {
      return named(type, arguments.items());
    }
    KnownGlobal known = as(Global.class, callee).known();
    return switch (known) {
      case CREATE_NAMED_TUPLE -> tupleClass(arguments);
      case CREATE_ARRAY, JAX_ARRAY -> reduced(arguments);
      case RECONSTRUCT -> new Array();
      case SCALAR -> scalar(arguments);
      case DTYPE -> new ElementType(as(Text.class, arguments.get(0)).value());
      case ENCODE -> encode(arguments);
      case MAPPING -> mapping(arguments);
      case STATE_TUPLE -> named(new TupleClass("state", List.of()), arguments.items());
      case NDARRAY -> throw new RefusedPickleException("it calls numpy.ndarray directly");
    };
  }

  /** {@code target.__setstate__(state)}. */
  static void build(PickleValue target, PickleValue state) throws RefusedPickleException {
    if (target instanceof Array array) {
      array.complete(content(as(Tuple.class, state)));
    } else if (target instanceof ElementType) {
      String order = as(Text.class, as(Tuple.class, state).get(1)).value();
      if (!order.equals("<") && !order.equals("|") && !order.equals("=")) {
        throw new RefusedPickleException(
            "it holds an array in byte order '%s'; only little-endian is read"
                .formatted(NumpyArray.printable(order)));
      }
    } else {
      throw new RefusedPickleException("it sets the state of something that has none");
    }
  }

  private static NamedTuple named(TupleClass type, List<PickleValue> items)
      throws RefusedPickleException {
    if (!type.fields().isEmpty() && type.fields().size() != items.size()) {
      throw new RefusedPickleException(
          "it holds a %s of %d values, which has the fields %s"
              .formatted(type.name(), items.size(), type.fields()));
    }
    return new NamedTuple(type, items);
  }

  private static TupleClass tupleClass(Tuple arguments) throws RefusedPickleException {
    List<String> fields = new ArrayList<>();
    PickleValue given = arguments.get(1);
    List<PickleValue> names =
        given instanceof Items list ? list.items() : as(Tuple.class, given).items();
    for (PickleValue name : names) {
      fields.add(as(Text.class, name).value());
    }
    return new TupleClass(as(Text.class, arguments.get(0)).value(), fields);
  }

  /** {@code (function, arguments, state, …)}, as {@code __reduce__} gives it. */
  private static PickleValue reduced(Tuple arguments) throws RefusedPickleException {
    if (as(Global.class, arguments.get(0)).known() != KnownGlobal.RECONSTRUCT) {
      throw new RefusedPickleException("it makes an array by something else than NumPy");
    }
    Array array = new Array();
    build(array, arguments.get(2));
    return array;
  }

  /** NumPy's state of an array: version, shape, type, order, bytes. */
  private static NumpyArray content(Tuple state) throws RefusedPickleException {
    List<PickleValue> dimensions = as(Tuple.class, state.get(1)).items();
    int[] shape = new int[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      long dimension = as(Int.class, dimensions.get(i)).value();
      shape[i] = dimension > Integer.MAX_VALUE || dimension < 0 ? -1 : (int) dimension;
    }
    boolean columns = as(Bool.class, state.get(3)).value();
    return NumpyArray.of(
        as(ElementType.class, state.get(2)).code(),
        shape,
        columns ? NumpyArray.Order.COLUMN_MAJOR : NumpyArray.Order.ROW_MAJOR,
        as(Bytes.class, state.get(4)).value());
  }

  private static PickleValue scalar(Tuple arguments) throws RefusedPickleException {
    String code = as(ElementType.class, arguments.get(0)).code();
    byte[] data = as(Bytes.class, arguments.get(1)).value();
    NumpyArray array = NumpyArray.of(code, new int[0], NumpyArray.Order.ROW_MAJOR, data);
    if (code.startsWith("f")) {
      ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      return new PickleValue.Real(code.equals("f4") ? in.getFloat() : in.getDouble());
    }
    return new Int(array.integers()[0]);
  }

  /** {@code _codecs.encode(text, "latin1")}: the bytes of which each character holds one. */
  private static Bytes encode(Tuple arguments) throws RefusedPickleException {
    String text = as(Text.class, arguments.get(0)).value();
    String codec = as(Text.class, arguments.get(1)).value();
    boolean latin = codec.equals("latin1") || codec.equals("latin-1");
    if (!latin || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
      throw new RefusedPickleException(
          "it encodes a text by '%s'; only bytes as latin1 are read"
              .formatted(NumpyArray.printable(codec)));
    }
    return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Dict mapping(Tuple arguments) throws RefusedPickleException {
    // Not copied: a file could ask for the same copy a million times.
    return arguments.items().isEmpty()
        ? new Dict(new LinkedHashMap<>())
        : as(Dict.class, arguments.get(0));
  }

  /** {@code value} as that kind, or a refusal. */
  static <T extends PickleValue> T as(Class<T> kind, PickleValue value)
      throws RefusedPickleException {
    if (!kind.isInstance(value)) {
      throw new RefusedPickleException(
          "it holds a %s where a %s belongs"
              .formatted(value.getClass().getSimpleName(), kind.getSimpleName()));
    }
    return kind.cast(value);
  }
}
