package dev.byol.trainer.engine.profile;

import dev.byol.trainer.engine.LossOperation;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Time inside of each kind of operation by the engine's clock, added up over lanes and steps. */
public final class StepProfile {
  private final Timer timer;
  private final Map<String, Total> totals = new TreeMap<>();

  /** Measures by {@code timer}, of the engine whose operations are measured. */
  public StepProfile(Timer timer) {
    this.timer = timer;
  }

  /** What an operation does. */
  public enum Kind {
    CONVOLUTION("convolution"),
    LINEAR("linear layer"),
    BATCH_NORM("batch norm"),
    POOL("pooling"),
    ADD("addition"),
    INPUT("input"),
    LOSS("loss"),
    UPDATE("update"),
    PACKING("packing weights");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** As people write it. */
    public String title() {
      return title;
    }
  }

  /** Which way through the network. */
  public enum Pass {
    FORWARD,
    BACKWARD,
    /** After the update, ahead of the next step. */
    BETWEEN_STEPS
  }

  /**
   * Operations of one kind, shape and pass.
   *
   * @param kind what they do
   * @param detail shapes, for people
   * @param pass which way
   * @param calls how often one ran
   * @param seconds time of all
   */
  public record Row(Kind kind, String detail, Pass pass, long calls, double seconds) {}

  private static final class Total {
    private final Kind kind;
    private final String detail;
    private final Pass pass;
    private long calls;
    private long nanoseconds;

    private Total(Kind kind, String detail, Pass pass) {
      this.kind = kind;
      this.detail = detail;
      this.pass = pass;
    }

    private synchronized void add(long taken) {
      calls++;
      nanoseconds += taken;
    }

    private synchronized Row row() {
      return new Row(kind, detail, pass, calls, nanoseconds / 1e9);
    }

    private synchronized void clear() {
      calls = 0;
      nanoseconds = 0;
    }
  }

  /** A stopwatch for one kind, shape and pass; any thread may use it. */
  final class Watch {
    private final Total total;

    private Watch(Total total) {
      this.total = total;
    }

    void time(Runnable work) {
      timer.time(work, total::add);
    }
  }

  synchronized Watch watch(Kind kind, String detail, Pass pass) {
    return new Watch(
        totals.computeIfAbsent(
            kind.ordinal() + " " + detail + " " + pass, key -> new Total(kind, detail, pass)));
  }

  /** {@code operation}, measured. */
  Operation measured(Kind kind, String detail, Operation operation) {
    Watch forward = watch(kind, detail, Pass.FORWARD);
    Watch backward = watch(kind, detail, Pass.BACKWARD);
    return new Operation() {
      @Override
      public void forward() {
        forward.time(operation::forward);
      }

      @Override
      public void backward() {
        backward.time(operation::backward);
      }
    };
  }

  /** {@code operation}, measured. */
  LossOperation measured(Kind kind, String detail, LossOperation operation) {
    Watch watch = watch(kind, detail, Pass.FORWARD);
    return () -> watch.time(operation::run);
  }

  /** What was measured since the last {@link #clear}, the longest first. */
  public synchronized List<Row> rows() {
    timer.settle();
    List<Row> rows = new ArrayList<>();
    for (Total total : totals.values()) {
      Row row = total.row();
      if (row.calls() > 0) {
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparingDouble(Row::seconds).reversed());
    return rows;
  }

  /** Forgets what was measured. */
  public synchronized void clear() {
    timer.settle();
    totals.values().forEach(Total::clear);
  }
}
