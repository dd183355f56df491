package dev.byol.trainer.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a pickle of the reference can consist of. Nothing of it is Python code, and none is run. */
sealed interface PickleValue {
  /** Python's {@code None}. */
  enum None implements PickleValue {
    /** The only one. */
    NONE
  }

  record Bool(boolean value) implements PickleValue {}

  record Int(long value) implements PickleValue {}

  record Real(double value) implements PickleValue {}

  record Text(String value) implements PickleValue {}

  record Bytes(byte[] value) implements PickleValue {}

  record Tuple(List<PickleValue> items) implements PickleValue {
    public Tuple {
      items = List.copyOf(items);
    }

    PickleValue get(int index) throws RefusedPickleException {
      if (index >= items.size()) {
        throw new RefusedPickleException(
            "it holds %d arguments where at least %d belong".formatted(items.size(), index + 1));
      }
      return items.get(index);
    }
  }

  /** Python's list; it grows while it is read. */
  record Items(ArrayList<PickleValue> items) implements PickleValue {}

  /** A mapping of any class; it grows while it is read. */
  record Dict(Map<String, PickleValue> entries) implements PickleValue {}

  /** One of the functions and classes that a checkpoint names. */
  record Global(KnownGlobal known) implements PickleValue {}

  /** A class of named tuples; {@code fields} is empty where the pickle does not tell them. */
  record TupleClass(String name, List<String> fields) implements PickleValue {
    public TupleClass {
      fields = List.copyOf(fields);
    }
  }

  /** A tuple of such a class. */
  record NamedTuple(TupleClass type, List<PickleValue> items) implements PickleValue {
    public NamedTuple {
      items = List.copyOf(items);
    }
  }

  /** NumPy's element type, as {@code f4}, little-endian. */
  record ElementType(String code) implements PickleValue {}

  /** A NumPy array; NumPy announces it first and sends its content as state. */
  final class Array implements PickleValue {
    private NumpyArray content;

    void complete(NumpyArray array) {
      this.content = array;
    }

    boolean isComplete() {
      return content != null;
    }

    NumpyArray content() throws RefusedPickleException {
      if (content == null) {
        throw new RefusedPickleException("it holds an array without content");
      }
      return content;
    }
  }
}
