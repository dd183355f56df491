package dev.byol.trainer.collective.shared;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.link.LostRank;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Finds out whether all ranks can share memory, by trying: rank 0 makes a file of random name, all
 * map it, and each has to see in its own memory what every other wrote into theirs. Names of hosts
 * prove nothing. The file is removed before the first use, so a killed worker leaves none behind.
 */
public final class SharedMemory {

  /**
   * What was found.
   *
   * @param area null when some rank does not share memory with the others
   * @param reason a clause that says why
   */
  public record Finding(SharedArea area, String reason) {}

  private static final int MAX_MESSAGE = 4096;
  private static final byte REFUSED = 0;
  private static final byte AGREED = 1;
  private static final Path MEMORY_FOLDER = Path.of("/dev/shm");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Collective workers;
  private final int rank;
  private final int worldSize;

  private SharedMemory(Collective workers) {
    this.workers = workers;
    rank = workers.rank();
    worldSize = workers.worldSize();
  }

  /**
   * Called by all ranks together.
   *
   * @param workers a generation that can gather already
   * @param wish what this rank was told; one that wants TCP is enough for all
   * @throws dev.byol.trainer.collective.PeerLostException when a member is lost meanwhile
   */
  public static Finding find(Collective workers, Transport wish) {
    return new SharedMemory(workers).find(wish);
  }

  private Finding find(Transport wish) {
    Path file = null;
    try {
      long token = RANDOM.nextLong();
      byte[] offer = agreed(new byte[0]);
      if (wish == Transport.TCP) {
        offer = refused("is told to use TCP");
      } else if (worldSize > SharedArea.MAX_RANKS) {
        offer =
            refused("finds more than " + SharedArea.MAX_RANKS + " workers too many to share it");
      } else if (rank == 0) {
        try {
          file = create();
          offer = agreed(offer(token, file));
        } catch (IOException e) {
          offer = refused("cannot make a file for it in " + folder() + " (" + e + ")");
        }
      }
      List<byte[]> offers = workers.allGather(offer, MAX_MESSAGE);
      String refusal = refusal(offers);
      return refusal == null ? share(ByteBuffer.wrap(offers.get(0)).position(1)) : none(refusal);
    } finally {
      if (file != null) {
        delete(file);
      }
    }
  }

  /** Maps the offered file and makes sure of it, in two steps that all take together. */
  private Finding share(ByteBuffer offer) {
    long token = offer.getLong();
    Path file = Path.of(StandardCharsets.UTF_8.decode(offer).toString());
    SharedArea area = null;
    byte[] answer;
    try (FileChannel channel = FileChannel.open(file, openOptions())) {
      if (channel.size() < SharedArea.bytes(worldSize)) {
        throw new IOException("it is too short");
      }
      area = new SharedArea(channel, worldSize);
      area.mark(rank, token + rank);
      answer = agreed(new byte[0]);
    } catch (IOException e) {
      answer = refused("cannot map " + file + " (" + e + ")");
    }
    String refusal = refusal(workers.allGather(answer, MAX_MESSAGE));
    if (refusal != null) {
      return none(refusal);
    }
    refusal = refusal(workers.allGather(sight(area, token, file), MAX_MESSAGE));
    return refusal != null
        ? none(refusal)
        : new Finding(area, "all " + worldSize + " workers see the same " + file.getParent());
  }

  private byte[] sight(SharedArea area, long token, Path file) {
    for (int peer = 0; peer < worldSize; peer++) {
      if (area.mark(peer) != token + peer) {
        return refused("does not see what rank " + peer + " writes to " + file);
      }
    }
    return agreed(new byte[0]);
  }

  /** Writes every byte, so that a lack of memory shows here and not as a crash later. */
  private Path create() throws IOException {
    byte[] name = new byte[16];
    RANDOM.nextBytes(name);
    Path file = folder().resolve("byol-" + HexFormat.of().formatHex(name)).toAbsolutePath();
    boolean complete = false;
    try (FileChannel channel = FileChannel.open(file, createOptions(), ownerOnly(file))) {
      ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
      for (int left = SharedArea.bytes(worldSize); left > 0; left -= zeros.position()) {
        zeros.clear().limit(Math.min(left, zeros.capacity()));
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
      complete = true;
      return file;
    } finally {
      if (!complete) {
        delete(file);
      }
    }
  }

  private static Path folder() {
    return Files.isDirectory(MEMORY_FOLDER) && Files.isWritable(MEMORY_FOLDER)
        ? MEMORY_FOLDER
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static Set<OpenOption> openOptions() {
    return Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private static Set<OpenOption> createOptions() {
    return Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Some systems keep a mapped file; its name is random and it is small.
      file.toFile().deleteOnExit();
    }
  }

  private static byte[] offer(long token, Path file) {
    byte[] path = file.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + path.length).putLong(token).put(path).array();
  }

  private static byte[] agreed(byte[] content) {
    return ByteBuffer.allocate(1 + content.length).put(AGREED).put(content).array();
  }

  private static byte[] refused(String why) {
    byte[] sentence = new LostRank(0, why).why().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + sentence.length).put(REFUSED).put(sentence).array();
  }

  /** What the first rank that refused says, or null. */
  private static String refusal(List<byte[]> answers) {
    for (int rank = 0; rank < answers.size(); rank++) {
      byte[] answer = answers.get(rank);
      if (answer[0] != AGREED) {
        return "rank "
            + rank
            + " "
            + new String(answer, 1, answer.length - 1, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  private static Finding none(String reason) {
    return new Finding(null, reason);
  }
}
