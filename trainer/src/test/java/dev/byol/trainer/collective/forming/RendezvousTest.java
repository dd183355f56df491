package dev.byol.trainer.collective.forming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.linked.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RendezvousTest {

  /** Longer than pauses of a busy machine: most tests are about something else. */
  private static final Duration FAILURE_DETECTION = Duration.ofSeconds(10);

  /** Where the bound itself is awaited. */
  private static final Duration SHORT = Duration.ofMillis(500);

  private static final long GENERATION = 7;
  private static final SharedKey WRONG_KEY = SharedKey.of("another key, as long".getBytes());

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
  private final List<Future<Collective>> joined = new ArrayList<>();
  private InetSocketAddress address;

  @BeforeEach
  void choosePort() throws IOException {
    address = World.address();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (Future<Collective> one : joined) {
      try {
        one.get(60, TimeUnit.SECONDS).close();
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(RendezvousException.class);
      }
    }
    threads.shutdown();
    assertThat(World.threadsAlive()).isEmpty();
  }

  @Test
  void membersMayComeBeforeTheCoordinator() throws Exception {
    Future<Collective> member = join(1, 2);
    TimeUnit.MILLISECONDS.sleep(300);
    assertWorks(join(0, 2), member);
  }

  @Test
  void strangersAreReportedOncePerHostAndDelayNobody() throws Exception {
    // Whoever waited until a silent stranger is refused would not be done in the time given below.
    Duration longerThanThisTest = Duration.ofMinutes(5);
    Future<Collective> coordinator = join(settings(0, 2, longerThanThisTest));
    List<SocketChannel> strangers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      strangers.add(connect(new byte[0]));
      strangers.add(connect("GET / HTTP/1.1\r\nHost: worker-0\r\n\r\n".getBytes()));
      strangers.add(connect(new byte[] {-1, -1, -1, -1, 127, -1, -1, -1}));
    }
    awaitWarning();
    assertWorks(coordinator, join(settings(1, 2, longerThanThisTest)));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.peek()).startsWith("refused a connection from 127.0.0.1, which ");
    for (SocketChannel stranger : strangers) {
      stranger.close();
    }
  }

  @Test
  void aStrangerWhoSaysNothingIsRefusedAfterTheHandshakeBound() throws Exception {
    join(settings(0, 2, SHORT));
    try (SocketChannel stranger = connect(new byte[0])) {
      stranger.socket().setSoTimeout(20_000);
      assertThat(stranger.socket().getInputStream().read()).isEqualTo(-1);
    }
    assertThat(warnings.peek()).contains("did not introduce itself in 500 ms");
    join(settings(1, 2, SHORT));
  }

  @Test
  void randomBytesAndDamagedHandshakesAreRefusedWithoutHarm() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Future<Collective> coordinator = join(0, 2);
    List<SocketChannel> strangers = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      int intact = Math.min(bytes.length, random.nextInt(Handshake.PREFIX.length + 1));
      System.arraycopy(Handshake.PREFIX, 0, bytes, 0, intact);
      strangers.add(connect(bytes));
    }
    awaitWarning();
    assertWorks(coordinator, join(1, 2));
    assertThat(warnings).hasSize(1);
    for (SocketChannel stranger : strangers) {
      stranger.close();
    }
  }

  @Test
  void aMemberWithAnotherKeyIsToldAndDoesNotDisturb() throws Exception {
    Future<Collective> coordinator = join(0, 2);
    assertThat(failure(join(settings(1, 2, GENERATION, WRONG_KEY))))
        .contains("does not hold the key of this experiment", "mount the same key");
    assertWorks(coordinator, join(1, 2));
  }

  @Test
  void aMemberWithAnotherWorldSizeIsToldBothNumbers() throws Exception {
    Future<Collective> coordinator = join(0, 2);
    assertThat(failure(join(1, 3)))
        .contains("rank 1 expects 3 members, but generation 7 has 2", "the same world size");
    assertWorks(coordinator, join(1, 2));
  }

  @Test
  void aMemberOfAnotherGenerationIsToldBothNumbers() throws Exception {
    Future<Collective> coordinator = join(0, 2);
    assertThat(failure(join(settings(1, 2, 6, World.KEY))))
        .contains("rank 1 wants generation 6, but generation 7 is forming here");
    assertWorks(coordinator, join(1, 2));
  }

  @Test
  void aSecondMemberOfTheSameRankIsTold() throws Exception {
    Future<Collective> coordinator = join(0, 3);
    Future<Collective> first = join(1, 3);
    Future<Collective> second = join(1, 3);
    for (int i = 0; i < 1000 && !first.isDone() && !second.isDone(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    Future<Collective> refused = first.isDone() ? first : second;
    assertThat(failure(refused)).contains("rank 1 is already taken by the worker at /127.0.0.1");
    assertWorks(coordinator, refused == first ? second : first, join(2, 3));
  }

  @Test
  void aMemberThatDiedWhileItWaitedMayComeAgain() throws Exception {
    Future<Collective> coordinator = join(0, 3);
    try (SocketChannel dying = Sockets.connect(waitForPort(), FAILURE_DETECTION)) {
      TimedChannel timed =
          new TimedChannel(dying, System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
      new Handshake(timed, World.KEY)
          .present(new Hello(Hello.Purpose.CONTROL, 1, 3, GENERATION, address));
    }
    assertWorks(coordinator, join(1, 3), join(2, 3));
  }

  @Test
  void aMissingMemberIsNamedToAllOthers() throws Exception {
    List<Future<Collective>> present = new ArrayList<>();
    for (int rank : new int[] {0, 1, 3}) {
      present.add(
          join(
              new RendezvousSettings(
                  address, rank, 4, GENERATION, World.KEY, Duration.ofMillis(100))));
    }
    for (Future<Collective> one : present) {
      assertThat(failure(one)).contains("rank 2 did not arrive within 6.0 s");
    }
  }

  @Test
  void aCoordinatorThatNeverComesEndsTheWaitWithItsAddress() throws Exception {
    Future<Collective> member =
        join(new RendezvousSettings(address, 1, 2, GENERATION, World.KEY, Duration.ofMillis(50)));
    assertThat(failure(member))
        .contains("did not reach the coordinator at", address.toString(), "within 3.0 s");
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (var holder = Sockets.listen(address)) {
      assertThat(holder.isOpen()).isTrue();
      assertThat(failure(join(settings(0, 2, SHORT))))
          .contains("cannot listen on", "choose a free port");
    }
  }

  @Test
  void anInterruptedWaitEndsAndKeepsTheInterruptFlag() throws Exception {
    Future<Boolean> flag =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(
                      () ->
                          new Rendezvous(settings(0, 2, GENERATION, World.KEY), warnings::add)
                              .join())
                  .isInstanceOf(RendezvousException.class);
              return Thread.interrupted();
            });
    assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void settingsOutOfRangeAreRefusedWithTheRange() {
    assertThatThrownBy(() -> settings(2, 2, 0, World.KEY)).hasMessageContaining("use 0 to 1");
    assertThatThrownBy(() -> settings(0, 0, 0, World.KEY)).hasMessageContaining("use 1 to 4096");
    assertThatThrownBy(() -> SharedKey.of(new byte[3])).hasMessageContaining("at least 16");
    assertThatThrownBy(() -> Bounds.of(Duration.ofMillis(1))).hasMessageContaining("PT0.05S");
  }

  private Future<Collective> join(int rank, int worldSize) {
    return join(settings(rank, worldSize, GENERATION, World.KEY));
  }

  private Future<Collective> join(RendezvousSettings settings) {
    Future<Collective> future =
        threads.submit(() -> new Rendezvous(settings, warnings::add).join());
    joined.add(future);
    return future;
  }

  private RendezvousSettings settings(int rank, int worldSize, Duration failureDetection) {
    return new RendezvousSettings(
        address, rank, worldSize, GENERATION, World.KEY, failureDetection);
  }

  private RendezvousSettings settings(int rank, int worldSize, long generation, SharedKey key) {
    return new RendezvousSettings(address, rank, worldSize, generation, key, FAILURE_DETECTION);
  }

  private InetSocketAddress waitForPort() throws Exception {
    connect(new byte[0]).close();
    return address;
  }

  /** What is to be refused is looked at beside the members, and may not be done before them. */
  private void awaitWarning() throws InterruptedException {
    for (int attempt = 0; attempt < 1000 && warnings.isEmpty(); attempt++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** A stranger: connects as soon as somebody listens, and sends the bytes. */
  private SocketChannel connect(byte[] bytes) throws Exception {
    for (int attempt = 0; ; attempt++) {
      try {
        SocketChannel channel = Sockets.connect(address, Duration.ofSeconds(5));
        channel.write(ByteBuffer.wrap(bytes));
        return channel;
      } catch (IOException e) {
        if (attempt == 1000) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  private static String failure(Future<Collective> join) throws Exception {
    try {
      Collective unexpected = join.get(60, TimeUnit.SECONDS);
      throw new AssertionError("rank " + unexpected.rank() + " joined");
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(RendezvousException.class);
      return e.getCause().getMessage();
    }
  }

  @SafeVarargs
  private void assertWorks(Future<Collective>... members) throws Exception {
    List<Future<List<byte[]>>> gathered = new ArrayList<>();
    for (Future<Collective> member : members) {
      Collective workers = member.get(60, TimeUnit.SECONDS);
      gathered.add(threads.submit(() -> workers.allGather(new byte[] {(byte) workers.rank()}, 1)));
    }
    for (Future<List<byte[]>> shares : gathered) {
      assertThat(shares.get(10, TimeUnit.SECONDS)).hasSize(members.length);
    }
  }
}
