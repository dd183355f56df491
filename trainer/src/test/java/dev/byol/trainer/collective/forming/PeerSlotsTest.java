package dev.byol.trainer.collective.forming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerSlotsTest {
  private ServerSocketChannel server;
  private final PeerSlots slots =
      new PeerSlots(Set.of(1), PeerSlots.Peers.SILENT, Duration.ofSeconds(20));

  @BeforeEach
  void listen() throws IOException {
    server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    slots.closeAll();
    server.close();
  }

  @Test
  void aPeerThatDiesBetweenReservingAndSittingDoesNotKeepItsSuccessorOut() throws Exception {
    SocketChannel client = SocketChannel.open(server.getLocalAddress());
    SocketChannel first = server.accept();
    assertThat(slots.reserve(1, first)).isEmpty();
    client.close();
    try (SocketChannel successor = SocketChannel.open(server.getLocalAddress())) {
      SocketChannel second = server.accept();
      CompletableFuture<Optional<String>> answer =
          CompletableFuture.supplyAsync(() -> slots.reserve(1, second));
      // The first one's handshake thread is late: its successor is there already.
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(answer).isNotDone();
      slots.fill(1, first);
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
      slots.fill(1, second);
      assertThat(slots.awaitAll(System.nanoTime() + TimeUnit.SECONDS.toNanos(10))).isTrue();
      assertThat(successor.isOpen()).isTrue();
    }
  }

  @Test
  void aSuccessorKeepsItsReservationWhenItsPredecessorIsFoundDead() throws Exception {
    SocketChannel client = SocketChannel.open(server.getLocalAddress());
    SocketChannel first = server.accept();
    assertThat(slots.reserve(1, first)).isEmpty();
    slots.fill(1, first);
    client.close();
    try (SocketChannel successor = SocketChannel.open(server.getLocalAddress())) {
      SocketChannel second = server.accept();
      assertThat(slots.reserve(1, second)).isEmpty();
      // All slots looked taken a moment ago: whoever waits looks now.
      assertThat(slots.awaitAll(System.nanoTime())).isFalse();
      slots.fill(1, second);
      assertThat(slots.awaitAll(System.nanoTime() + TimeUnit.SECONDS.toNanos(10))).isTrue();
      assertThat(slots.channels()).containsValue(second);
      assertThat(successor.isOpen()).isTrue();
    }
  }

  @Test
  void aLivingPeerKeepsItsSlot() throws Exception {
    try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel other = SocketChannel.open(server.getLocalAddress())) {
      SocketChannel first = server.accept();
      assertThat(slots.reserve(1, first)).isEmpty();
      slots.fill(1, first);
      try (SocketChannel second = server.accept()) {
        assertThat(slots.reserve(1, second)).get().asString().contains("rank 1 is already taken");
      }
      assertThat(client.isOpen() && other.isOpen()).isTrue();
    }
  }
}
