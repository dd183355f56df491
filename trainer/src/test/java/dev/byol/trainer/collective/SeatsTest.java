package dev.byol.trainer.collective;

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

class SeatsTest {
  private ServerSocketChannel server;
  private final Seats seats = new Seats(Set.of(1), Seats.Peers.SILENT, Duration.ofSeconds(20));

  @BeforeEach
  void listen() throws IOException {
    server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    seats.closeAll();
    server.close();
  }

  @Test
  void aPeerThatDiesBetweenReservingAndSittingDoesNotKeepItsSuccessorOut() throws Exception {
    SocketChannel client = SocketChannel.open(server.getLocalAddress());
    SocketChannel first = server.accept();
    assertThat(seats.reserve(1, first)).isEmpty();
    client.close();
    try (SocketChannel successor = SocketChannel.open(server.getLocalAddress())) {
      SocketChannel second = server.accept();
      CompletableFuture<Optional<String>> answer =
          CompletableFuture.supplyAsync(() -> seats.reserve(1, second));
      // The first one's handshake thread is late: its successor is there already.
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(answer).isNotDone();
      seats.seat(1, first);
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
      seats.seat(1, second);
      assertThat(seats.awaitAll(System.nanoTime() + TimeUnit.SECONDS.toNanos(10))).isTrue();
      assertThat(successor.isOpen()).isTrue();
    }
  }

  @Test
  void aSuccessorKeepsItsReservationWhenItsPredecessorIsFoundDead() throws Exception {
    SocketChannel client = SocketChannel.open(server.getLocalAddress());
    SocketChannel first = server.accept();
    assertThat(seats.reserve(1, first)).isEmpty();
    seats.seat(1, first);
    client.close();
    try (SocketChannel successor = SocketChannel.open(server.getLocalAddress())) {
      SocketChannel second = server.accept();
      assertThat(seats.reserve(1, second)).isEmpty();
      // All seats looked taken a moment ago: whoever waits looks now.
      assertThat(seats.awaitAll(System.nanoTime())).isFalse();
      seats.seat(1, second);
      assertThat(seats.awaitAll(System.nanoTime() + TimeUnit.SECONDS.toNanos(10))).isTrue();
      assertThat(seats.channels()).containsValue(second);
      assertThat(successor.isOpen()).isTrue();
    }
  }

  @Test
  void aLivingPeerKeepsItsSeat() throws Exception {
    try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel other = SocketChannel.open(server.getLocalAddress())) {
      SocketChannel first = server.accept();
      assertThat(seats.reserve(1, first)).isEmpty();
      seats.seat(1, first);
      try (SocketChannel second = server.accept()) {
        assertThat(seats.reserve(1, second)).get().asString().contains("rank 1 is already taken");
      }
      assertThat(client.isOpen() && other.isOpen()).isTrue();
    }
  }
}
