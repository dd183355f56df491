package dev.byol.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** Walks through the headers of a tar file, and refuses one that is cut short or goes on. */
final class TarWalk {
  private static final int RECORD = 512;

  private final String file;

  private TarWalk(String file) {
    this.file = file;
  }

  /** Is shown each entry. */
  interface Visitor {
    /**
     * An entry.
     *
     * @param start first byte of its data in the file
     * @param data its bytes
     */
    void visit(TarArchiveEntry entry, long start, InputStream data) throws IOException;
  }

  /**
   * Shows every entry of {@code file} to {@code visitor}, in order.
   *
   * @return where bytes lie behind the end mark that are neither zeros nor tar; empty for none
   * @throws DataException when the file is no tar, is damaged or cut short, or is several in one
   */
  static OptionalLong walk(DataFiles files, String file, Visitor visitor) {
    TarWalk walk = new TarWalk(file);
    try (SeekableByteChannel channel = files.open(file)) {
      return walk.walk(channel, visitor);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The tar library answers some malformed headers with unchecked exceptions.
      throw walk.damaged(e.getMessage(), e);
    }
  }

  private OptionalLong walk(SeekableByteChannel channel, Visitor visitor) throws IOException {
    long size = channel.size();
    if (size == 0) {
      throw new DataException(
          "shard %s is empty (0 bytes); copy it again or leave it out".formatted(file));
    }
    refuseCompressed(new ChannelInputStream(channel));
    ChannelInputStream in = new ChannelInputStream(channel);
    // Closing the tar stream would close the channel, which the caller does.
    @SuppressWarnings("resource")
    TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
    long end = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (!entry.isCheckSumOK()) {
        throw damaged(
            "the header before byte %d fails its checksum".formatted(in.position()), null);
      }
      long start = in.position();
      // Of a file with holes the library has read a part already.
      long stored = entry.isSparse() ? 0 : entry.getSize();
      end = start + (stored + RECORD - 1) / RECORD * RECORD;
      if (stored < 0 || end > size || end < start) {
        throw new DataException(
            "shard %s is cut short: %s needs bytes %d to %d, the file has %d; copy it again"
                .formatted(file, entry.getName(), start, start + stored, size));
      }
      visitor.visit(entry, start, tar);
    }
    // The library has read the first record of zeros, or has met the end of the file.
    if (in.position() < end + RECORD) {
      throw noEndMark();
    }
    return behind(channel, end);
  }

  /** Looks at what follows the last entry, which must begin with a whole record of zeros. */
  private OptionalLong behind(SeekableByteChannel channel, long end) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD);
    channel.position(end);
    boolean marked = false;
    for (long at = end; fill(channel, record.clear()); at += RECORD) {
      boolean zeros = isZeros(record);
      if (!zeros && !marked) {
        // A file with holes ends where the library says; its rest is passed by.
        continue;
      }
      if (zeros) {
        marked = true;
        continue;
      }
      if (isHeader(record)) {
        throw new DataException(
            "shard %s is several tar files in one: behind the end mark another begins at byte %d, whose files other programs pass over; unpack it with tar -i and write it again: mkdir new && tar -xif %s -C new && tar --sort=name -cf new.tar -C new ."
                .formatted(file, at, Packer.quoted(file)));
      }
      return OptionalLong.of(at);
    }
    if (!marked) {
      throw noEndMark();
    }
    return OptionalLong.empty();
  }

  private static boolean fill(SeekableByteChannel channel, ByteBuffer record) throws IOException {
    while (record.hasRemaining() && channel.read(record) > 0) {
      continue;
    }
    record.flip();
    return record.hasRemaining();
  }

  private static boolean isHeader(ByteBuffer record) {
    try {
      return record.limit() == RECORD && TarUtils.verifyCheckSum(record.array());
    } catch (IllegalArgumentException e) {
      // What stands in place of the checksum is no number.
      return false;
    }
  }

  private static boolean isZeros(ByteBuffer record) {
    for (int i = 0; i < record.limit(); i++) {
      if (record.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private void refuseCompressed(ChannelInputStream in) throws IOException {
    Optional<Packer> packer = Packer.ofStart(in.readNBytes(Packer.FIRST_BYTES));
    if (packer.isPresent()) {
      throw packer.get().refusal(file);
    }
  }

  private DataException noEndMark() {
    return new DataException(
        "shard %s has no end mark, so it may be cut short; copy or write it again".formatted(file));
  }

  private DataException damaged(String reason, Throwable cause) {
    return new DataException(
        "shard %s is not a tar file or is damaged (%s); copy it again or leave it out"
            .formatted(file, reason),
        cause);
  }
}
