package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.link.ControlPeer;
import dev.byol.trainer.collective.link.FrameHeader;
import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.LostRank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Where each member accepts data links; the coordinator's answer to all that have arrived. It
 * travels as one frame, in whose place an abort may come. Thread-safe.
 */
final class Roster {

  /** The coordinator gave up; the message says why, to be read after "rendezvous … failed:". */
  static final class AbortedException extends IOException {
    private static final long serialVersionUID = 1;

    AbortedException(String why) {
      super(why);
    }
  }

  private final InetSocketAddress[] addresses;

  /** A roster to be filled. The entry of rank 0 is not used: the members know its address. */
  Roster(int worldSize) {
    addresses = new InetSocketAddress[worldSize];
    Arrays.fill(addresses, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  synchronized void enter(int rank, InetSocketAddress address) {
    addresses[rank] = address;
  }

  synchronized InetSocketAddress address(int rank) {
    return addresses[rank];
  }

  /** Tells the members where the others are. */
  synchronized void send(Collection<SocketChannel> members, long generation, long deadline)
      throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(addresses.length * Hello.ADDRESS_BYTES);
    for (InetSocketAddress address : addresses) {
      payload.put(Hello.encodeAddress(address));
    }
    send(FrameType.ROSTER, payload.array(), members, generation, deadline);
  }

  /** Tells the members that there will be no generation, since a rank is missing. */
  static void sendAbort(
      LostRank verdict, Collection<SocketChannel> members, long generation, long deadline) {
    byte[] why = verdict.why().getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES + why.length);
    payload.putInt(verdict.rank()).put(why);
    for (SocketChannel member : members) {
      try {
        send(FrameType.ABORT, payload.array(), List.of(member), generation, deadline);
      } catch (IOException e) {
        // A member that has gone itself needs no reason; the others still do.
        Sockets.closeQuietly(member);
      }
    }
  }

  /**
   * Waits for the coordinator's answer.
   *
   * @throws AbortedException when it gave up, or sent something else
   * @throws IOException when the connection ends or the time is over
   */
  static Roster read(TimedChannel channel, int worldSize, long generation) throws IOException {
    FrameHeader header = new FrameHeader();
    header.bytes().put(channel.read(FrameHeader.BYTES));
    boolean aborted = header.type() == FrameType.ABORT;
    int length = header.length();
    String fault = header.fault(aborted ? FrameType.ABORT : FrameType.ROSTER, generation, 0);
    boolean bounded =
        aborted
            ? length >= Integer.BYTES && length <= ControlPeer.MAX_PAYLOAD
            : length == worldSize * Hello.ADDRESS_BYTES;
    if (fault != null || !bounded) {
      throw new AbortedException(
          "rank 0 "
              + (fault != null ? fault : "sent a roster of a wrong length")
              + "; run the same trainer image on all workers.");
    }
    ByteBuffer payload = ByteBuffer.wrap(channel.read(length));
    if (!header.fits(payload)) {
      throw new AbortedException(
          "rank 0 sent a roster with a wrong checksum; start the workers again.");
    }
    if (aborted) {
      throw new AbortedException(
          "rank "
              + payload.getInt()
              + " "
              + StandardCharsets.UTF_8.decode(payload)
              + "; see the log of that worker.");
    }
    Roster roster = new Roster(worldSize);
    for (int rank = 0; rank < worldSize; rank++) {
      roster.enter(rank, Hello.decodeAddress(payload));
    }
    return roster;
  }

  private static void send(
      FrameType type,
      byte[] payload,
      Collection<SocketChannel> members,
      long generation,
      long deadline)
      throws IOException {
    FrameHeader header = new FrameHeader();
    header.encode(type, generation, 0, ByteBuffer.wrap(payload));
    byte[] frame =
        ByteBuffer.allocate(FrameHeader.BYTES + payload.length)
            .put(header.bytes())
            .put(payload)
            .array();
    for (SocketChannel member : members) {
      new TimedChannel(member, deadline).write(frame);
    }
  }
}
