package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import dev.byol.trainer.byol.DivergedException;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.cli.shell.MistakenCommandException;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.UnreadableFileException;
import dev.byol.trainer.eval.Features;
import dev.byol.trainer.eval.NotFiniteException;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every failure leads to its exit code, in whatever it is wrapped. */
class FailureTableTest {
  /** What threads, streams and closing resources make of a failure on its way up. */
  private static final Map<String, Function<Throwable, Throwable>> WRAPPED = new LinkedHashMap<>();

  /** Wrapped by a failure that has a meaning of its own. */
  private static final Map<String, Function<Throwable, Throwable>> BENEATH = new LinkedHashMap<>();

  static {
    WRAPPED.put("itself", t -> t);
    WRAPPED.put("ExecutionException", ExecutionException::new);
    WRAPPED.put("CompletionException", CompletionException::new);
    WRAPPED.put(
        "UncheckedIOException",
        t -> new UncheckedIOException(t instanceof IOException e ? e : new IOException("read", t)));
    WRAPPED.put("IllegalStateException", t -> new IllegalStateException("it failed", t));
    WRAPPED.put("Error", t -> new ExceptionInInitializerError(t));
    WRAPPED.put(
        "threads in threads",
        t -> new CompletionException(new RuntimeException(new ExecutionException(t))));
    WRAPPED.put("suppressed", t -> suppressing(new IllegalStateException("closing"), t));
    WRAPPED.put(
        "suppressed beneath",
        t ->
            new ExecutionException(
                suppressing(new RuntimeException(), new CompletionException(t))));
    WRAPPED.put("in a circle", FailureTableTest::inACircle);
    BENEATH.put("DataException", t -> new DataException("cannot read the shard", t));
    BENEATH.put(
        "DataException in DataException",
        t -> new DataException("step 7", new DataException("cannot read the shard", t)));
    BENEATH.put("IOException", t -> new IOException("cannot read", t));
  }

  /** What outweighs whatever is around it. */
  static List<Arguments> beneath() {
    return List.of(
        row(ExitCode.STORAGE_UNAVAILABLE, store(StorageException.Kind.AWAY)),
        row(ExitCode.STORAGE_UNAVAILABLE, store(StorageException.Kind.FULL)),
        row(ExitCode.STORAGE_REFUSED, store(StorageException.Kind.REFUSED)),
        row(ExitCode.STORAGE_REFUSED, new AccessDeniedException("/data/a.png")),
        row(ExitCode.STORAGE_UNAVAILABLE, new IOException("No space left on device")),
        row(ExitCode.STORAGE_UNAVAILABLE, new IOException("Input/output error")),
        row(ExitCode.STORAGE_UNAVAILABLE, new IOException("Stale file handle")),
        row(
            ExitCode.STORAGE_UNAVAILABLE,
            new FileSystemException("/data/a.tar", null, "Transport endpoint is not connected")),
        row(
            ExitCode.STORAGE_UNAVAILABLE,
            new DataException("not ready within PT15M", new TimeoutException())),
        row(ExitCode.OUT_OF_MEMORY, new OutOfMemoryError("Java heap space")),
        row(ExitCode.OUT_OF_MEMORY, new OutOfMemoryError("GC overhead limit exceeded")),
        row(
            ExitCode.OUT_OF_MEMORY,
            new OutOfMemoryError("Cannot reserve 1024 bytes of direct buffer memory")),
        row(
            ExitCode.OUT_OF_MEMORY,
            new OutOfMemoryError("Physical memory usage is too high: physicalBytes (9G)")),
        row(
            ExitCode.OUT_OF_MEMORY,
            new OutOfMemoryError("unable to create native thread: possibly out of memory")),
        row(ExitCode.OUT_OF_MEMORY, new RuntimeException("std::bad_alloc")),
        row(ExitCode.OUT_OF_MEMORY, new IOException("Cannot allocate memory")),
        row(
            ExitCode.OUT_OF_MEMORY,
            new IllegalStateException("oneDNN failed in convolution with status 1")),
        row(
            ExitCode.OUT_OF_MEMORY,
            new RuntimeException("CudaMemoryPool: cudaMalloc failed; Error code: [2]")),
        row(ExitCode.OUT_OF_MEMORY, new RuntimeException("CUDNN_STATUS_ALLOC_FAILED")),
        row(
            ExitCode.DEVICE_FAULT,
            new RuntimeException("cudaStreamSynchronize(...) failed; Error code: [700]")),
        row(ExitCode.DEVICE_FAULT, new IllegalStateException("CUDA stream synchronization failed")),
        row(ExitCode.DEVICE_FAULT, new RuntimeException("CUDNN_STATUS_EXECUTION_FAILED")),
        row(
            ExitCode.DEVICE_FAULT,
            new UnsatisfiedLinkError(
                "libcuda.so.1: cannot open shared object file: No such file or directory")),
        row(ExitCode.SUPERSEDED, new SupersededException(1, 2)),
        row(ExitCode.BUG, new InterruptedException()),
        row(ExitCode.BUG, new InterruptedIOException("interrupted")));
  }

  /** Our own failures, and the JDK's. */
  static List<Arguments> others() {
    return List.of(
        row(
            ExitCode.BAD_EXPERIMENT,
            new InvalidExperimentException(List.of(Violation.of("spec.a", "1", "2", "mend it")))),
        row(ExitCode.BAD_DATA, new DataException("photos has no pictures.")),
        row(ExitCode.BAD_DATA, new DataException("no", store(StorageException.Kind.MISSING))),
        row(ExitCode.BAD_DATA, new DataException("no", store(StorageException.Kind.WRONG))),
        row(ExitCode.BAD_DATA, new DataException("no", new NoSuchFileException("/data/a"))),
        row(ExitCode.DIVERGED, made(DivergedException.class, 7L, Double.NaN, 0.3)),
        row(ExitCode.DIVERGED, notFinite()),
        row(ExitCode.PEER_LOST, made(PeerLostException.class, 1, "closed", "rank 1 closed.")),
        row(ExitCode.USER_MUST_MEND, new MistakenCommandException("no such option")),
        row(ExitCode.WRONG_CHECKPOINT, new DamagedCheckpointException("step-1", "is cut short")),
        row(ExitCode.BAD_EXPERIMENT, store(StorageException.Kind.WRONG)));
  }

  /** Known only while nothing else is. */
  static List<Arguments> general() {
    return List.of(
        row(ExitCode.BAD_EXPERIMENT, new NoSuchFileException("/data/a")),
        row(ExitCode.BAD_EXPERIMENT, new FileSystemException("/a", null, "Is a directory")),
        row(ExitCode.STORAGE_UNAVAILABLE, new IOException("Connection reset by peer")),
        row(ExitCode.BUG, new NullPointerException()),
        row(ExitCode.BUG, new ArrayIndexOutOfBoundsException("Index 7 out of bounds")),
        row(ExitCode.BUG, new StackOverflowError()),
        row(ExitCode.BUG, new NoClassDefFoundError("dev/byol/Y")));
  }

  @ParameterizedTest
  @MethodSource({"beneath", "others"})
  void aFailureIsKnownInWhateverItIsWrapped(ExitCode code, Throwable failure) {
    WRAPPED.forEach(
        (how, wrap) ->
            assertThat(Failure.of(wrap.apply(failure)).code())
                .as("%s, wrapped: %s", failure, how)
                .isEqualTo(code));
  }

  @ParameterizedTest
  @MethodSource("beneath")
  void whatLiesBeneathOutweighsWhatIsAroundIt(ExitCode code, Throwable failure) {
    BENEATH.forEach(
        (how, wrap) ->
            assertThat(Failure.of(new ExecutionException(wrap.apply(failure))).code())
                .as("%s, in %s", failure, how)
                .isEqualTo(code));
  }

  @ParameterizedTest
  @MethodSource("general")
  void whatIsKnownByNothingElseIsJudgedByItself(ExitCode code, Throwable failure) {
    for (String how : List.of("itself", "ExecutionException", "IllegalStateException")) {
      assertThat(Failure.of(WRAPPED.get(how).apply(failure)).code()).as(how).isEqualTo(code);
    }
  }

  @Test
  void everyRowIsTriedHere() {
    Stream<Throwable> all =
        Stream.of(beneath(), others(), general())
            .flatMap(List::stream)
            .map(arguments -> (Throwable) arguments.get()[1]);
    assertThat(all.flatMap(FailureTableTest::rows)).contains(FailureTable.values());
  }

  private static Stream<FailureTable> rows(Throwable failure) {
    return Arrays.stream(FailureTable.Reach.values())
        .flatMap(reach -> FailureTable.of(reach, failure).stream());
  }

  @Test
  void whyOnePictureIsDamagedDoesNotSayWhatEndedTheRun() {
    var damaged =
        new DamagedPictureException(
            new UnreadableFileException("no permission", new AccessDeniedException("/data/a.png")));
    Failure failure = Failure.of(new DataException("9 of 200 pictures are damaged", damaged));
    assertThat(failure.code()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(failure.lines()).containsExactly("9 of 200 pictures are damaged.");
  }

  @Test
  void theStoresOwnSentenceIsSaid() {
    Failure failure =
        Failure.of(
            new DataException(
                "step 7", new DataException("x", store(StorageException.Kind.REFUSED))));
    assertThat(failure.lines()).containsExactly("cannot read s3://b/k: HTTP 400 ExpiredToken.");
  }

  private static Arguments row(ExitCode code, Throwable failure) {
    return Arguments.of(code, failure);
  }

  private static StorageException store(StorageException.Kind kind) {
    return new StorageException(kind, 400, "cannot read s3://b/k: HTTP 400 ExpiredToken", null);
  }

  private static <T extends Throwable> T suppressing(T failure, Throwable suppressed) {
    failure.addSuppressed(suppressed);
    return failure;
  }

  private static Throwable inACircle(Throwable failure) {
    var inner = new IllegalStateException("inner");
    var outer = new IllegalStateException("outer", inner);
    inner.initCause(outer);
    return suppressing(outer, failure);
  }

  private static Throwable notFinite() {
    try {
      return new IllegalStateException(
          new Features(new float[] {1, Float.NaN}, 1, 2) + " should have been refused");
    } catch (NotFiniteException e) {
      return e;
    }
  }

  /** Of a type whose constructor is not public. */
  private static Throwable made(Class<? extends Throwable> type, Object... arguments) {
    try {
      Constructor<?> only = type.getDeclaredConstructors()[0];
      only.setAccessible(true);
      return (Throwable) only.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
