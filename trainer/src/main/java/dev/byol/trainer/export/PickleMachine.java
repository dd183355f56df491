package dev.byol.trainer.export;

import dev.byol.trainer.export.PickleValue.Array;
import dev.byol.trainer.export.PickleValue.Bool;
import dev.byol.trainer.export.PickleValue.Bytes;
import dev.byol.trainer.export.PickleValue.Dict;
import dev.byol.trainer.export.PickleValue.Global;
import dev.byol.trainer.export.PickleValue.Int;
import dev.byol.trainer.export.PickleValue.Items;
import dev.byol.trainer.export.PickleValue.None;
import dev.byol.trainer.export.PickleValue.Real;
import dev.byol.trainer.export.PickleValue.Text;
import dev.byol.trainer.export.PickleValue.Tuple;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Python's pickle machine, protocols 2 to 4, cut down to what the reference's checkpoints need
 * (Python's {@code pickletools} describes the operations). It calls nothing but {@link
 * PickleCalls}.
 */
final class PickleMachine {
  /** The largest released network needs some 200,000; the limit keeps hostile files small. */
  static final int MAX_OPERATIONS = 4_000_000;

  private static final long SLACK = 1 << 20;

  private final PickleInput in;
  private final List<PickleValue> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();

  private long madeBytes;

  private PickleMachine(PickleInput in) {
    this.in = in;
  }

  /**
   * The value that the pickle describes.
   *
   * @throws RefusedPickleException if it is damaged or holds anything else
   */
  static PickleValue read(PickleInput in) throws IOException {
    try {
      return new PickleMachine(in).run();
    } catch (EOFException e) {
      throw new RefusedPickleException("it is cut short, or no pickle");
    }
  }

  private PickleValue run() throws IOException {
    for (int operations = 0; operations < MAX_OPERATIONS; operations++) {
      int code = in.unsignedByte();
      if (code == '.') {
        return pop();
      }
      if (!constant(code) && !container(code) && !memory(code)) {
        call(code);
      }
    }
    throw new RefusedPickleException("it has over %d operations".formatted(MAX_OPERATIONS));
  }

  private boolean constant(int code) throws IOException {
    switch (code) {
      case 0x80 -> requireProtocol(in.unsignedByte());
      case 0x95 -> in.unsigned(8);
      case 'N' -> stack.add(None.NONE);
      case 0x88 -> stack.add(new Bool(true));
      case 0x89 -> stack.add(new Bool(false));
      case 'K' -> stack.add(new Int(in.unsignedByte()));
      case 'M' -> stack.add(new Int(in.unsigned(2)));
      case 'J' -> stack.add(new Int(in.int32()));
      case 0x8a -> stack.add(new Int(in.integer()));
      case 'G' -> stack.add(new Real(in.float64()));
      case 'X' -> stack.add(new Text(in.text(in.unsigned(4))));
      case 0x8c -> stack.add(new Text(in.text(in.unsignedByte())));
      case 0x8d -> stack.add(new Text(in.text(in.unsigned(8))));
      case 'C' -> stack.add(new Bytes(in.bytes(in.unsignedByte())));
      case 'B' -> stack.add(new Bytes(in.bytes(in.unsigned(4))));
      case 0x8e -> stack.add(new Bytes(in.bytes(in.unsigned(8))));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int code) throws IOException {
    switch (code) {
      case '(' -> marks.push(stack.size());
      case '}' -> stack.add(new Dict(new LinkedHashMap<>()));
      case ']' -> stack.add(new Items(new ArrayList<>()));
      case ')' -> stack.add(new Tuple(List.of()));
      case 0x85 -> stack.add(new Tuple(popLast(1)));
      case 0x86 -> stack.add(new Tuple(popLast(2)));
      case 0x87 -> stack.add(new Tuple(popLast(3)));
      case 't' -> stack.add(new Tuple(popToMark()));
      case 's' -> setItems(popLast(2));
      case 'u' -> setItems(popToMark());
      case 'a' -> append(popLast(1));
      case 'e' -> append(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int code) throws IOException {
    switch (code) {
      case 'q' -> memo.put((long) in.unsignedByte(), top());
      case 'r' -> memo.put(in.unsigned(4), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> stack.add(remembered(in.unsignedByte()));
      case 'j' -> stack.add(remembered(in.unsigned(4)));
      case '0' -> pop();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void call(int code) throws IOException {
    switch (code) {
      case 'c' -> stack.add(global(in.line(), in.line()));
      case 0x93 -> {
        String name = PickleCalls.as(Text.class, pop()).value();
        stack.add(global(PickleCalls.as(Text.class, pop()).value(), name));
      }
      case 'R', 0x81 -> {
        Tuple arguments = PickleCalls.as(Tuple.class, pop());
        PickleValue result = PickleCalls.call(pop(), arguments);
        stack.add(result);
        account(result);
      }
      case 'b' -> {
        PickleValue state = pop();
        PickleCalls.build(top(), state);
        account(top());
      }
      default ->
          throw new RefusedPickleException(
              "it uses operation 0x%02x, which no checkpoint of the reference does"
                  .formatted(code));
    }
  }

  /** Bytes and arrays made so far; a file that makes more than it holds repeats them to harm us. */
  private void account(PickleValue made) throws RefusedPickleException {
    if (made instanceof Bytes bytes) {
      madeBytes += bytes.value().length;
    } else if (made instanceof Array array && array.isComplete()) {
      madeBytes += array.content().data().length;
    }
    if (madeBytes > 2 * in.size() + SLACK) {
      throw new RefusedPickleException("its arrays are larger than the file");
    }
  }

  private static Global global(String module, String name) throws RefusedPickleException {
    return new Global(
        KnownGlobal.of(module, name)
            .orElseThrow(
                () ->
                    new RefusedPickleException(
                        "it asks for the Python function or class '%s.%s', which no checkpoint of"
                                .formatted(NumpyArray.printable(module), NumpyArray.printable(name))
                            + " the reference does; do not use this file")));
  }

  private static void requireProtocol(int protocol) throws RefusedPickleException {
    if (protocol < 2 || protocol > 4) {
      throw new RefusedPickleException(
          "it is of pickle protocol %d; read are 2 to 4".formatted(protocol));
    }
  }

  private void setItems(List<PickleValue> items) throws RefusedPickleException {
    if (items.size() % 2 != 0) {
      throw new RefusedPickleException("it holds a key without a value");
    }
    Dict dict = PickleCalls.as(Dict.class, top());
    for (int i = 0; i < items.size(); i += 2) {
      dict.entries().put(PickleCalls.as(Text.class, items.get(i)).value(), items.get(i + 1));
    }
  }

  private void append(List<PickleValue> items) throws RefusedPickleException {
    PickleCalls.as(Items.class, top()).items().addAll(items);
  }

  private PickleValue remembered(long key) throws RefusedPickleException {
    PickleValue value = memo.get(key);
    if (value == null) {
      throw new RefusedPickleException("it refers to something that it does not hold");
    }
    return value;
  }

  private PickleValue top() throws RefusedPickleException {
    requireAbove(1);
    return stack.get(stack.size() - 1);
  }

  private PickleValue pop() throws RefusedPickleException {
    requireAbove(1);
    return stack.remove(stack.size() - 1);
  }

  private List<PickleValue> popLast(int count) throws RefusedPickleException {
    requireAbove(count);
    return popFrom(stack.size() - count);
  }

  private List<PickleValue> popToMark() throws RefusedPickleException {
    if (marks.isEmpty()) {
      throw new RefusedPickleException("it is no proper pickle: a mark is missing");
    }
    return popFrom(marks.pop());
  }

  private List<PickleValue> popFrom(int begin) {
    List<PickleValue> tail = stack.subList(begin, stack.size());
    List<PickleValue> popped = List.copyOf(tail);
    tail.clear();
    return popped;
  }

  /** Nothing below the last mark may be taken. */
  private void requireAbove(int count) throws RefusedPickleException {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (stack.size() - floor < count) {
      throw new RefusedPickleException("it is no proper pickle: a value is missing");
    }
  }
}
