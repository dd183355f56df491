package dev.byol.trainer.collective.forming;

import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;

/**
 * PeerSlots members (on the coordinator) and neighbours, after checking that they mean the same.
 */
final class MemberAdmission implements Acceptor.Admission {

  private final RendezvousSettings settings;
  private final Map<Hello.Purpose, PeerSlots> neighbours;
  private final PeerSlots members;
  private final Roster roster;

  /**
   * @param neighbours slots of the incoming data links, for each purpose
   * @param members slots of the control connections; null on all but the coordinator
   * @param roster filled with the addresses of the members; null on all but the coordinator
   */
  MemberAdmission(
      RendezvousSettings settings,
      Map<Hello.Purpose, PeerSlots> neighbours,
      PeerSlots members,
      Roster roster) {
    this.settings = settings;
    this.neighbours = neighbours;
    this.members = members;
    this.roster = roster;
  }

  @Override
  public Optional<String> admit(Hello hello, SocketChannel channel) {
    String who = "rank " + hello.rank();
    if (hello.generation() != settings.generation()) {
      return Optional.of(
          who
              + " wants generation "
              + hello.generation()
              + ", but generation "
              + settings.generation()
              + " is forming here; restart that worker.");
    }
    if (hello.worldSize() != settings.worldSize()) {
      return Optional.of(
          who
              + " expects "
              + hello.worldSize()
              + " members, but generation "
              + settings.generation()
              + " has "
              + settings.worldSize()
              + "; start all workers with the same world size.");
    }
    return switch (hello.purpose()) {
      case CONTROL ->
          members == null
              ? Optional.of(
                  "rank " + settings.rank() + " is not the coordinator; connect to rank 0.")
              : members.reserve(hello.rank(), channel);
      case DATA, DATA_BESIDE -> neighbours.get(hello.purpose()).reserve(hello.rank(), channel);
    };
  }

  @Override
  public void fill(Hello hello, SocketChannel channel) {
    switch (hello.purpose()) {
      case CONTROL -> {
        roster.enter(hello.rank(), hello.listening());
        members.fill(hello.rank(), channel);
      }
      case DATA, DATA_BESIDE -> neighbours.get(hello.purpose()).fill(hello.rank(), channel);
    }
  }
}
