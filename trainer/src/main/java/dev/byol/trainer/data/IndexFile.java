package dev.byol.trainer.data;

import dev.byol.trainer.data.account.Findings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The index of a set of shards as bytes: for each shard its name and version, and where each
 * picture lies, so that a shard which was replaced is told from one that was not. Compressed, with
 * a CRC-32C over the rest before it.
 */
final class IndexFile {
  private static final int MAGIC = 0x42594958;
  private static final int FORMAT = 4;

  private IndexFile() {}

  /**
   * The index of one shard.
   *
   * @param version as {@link DataFiles#version} told it
   * @param pictures of this shard alone, numbered as shard 0
   * @param findings everything that lies in it
   */
  record Entry(String file, String version, ShardIndex pictures, Findings findings) {}

  /** What to store for {@code entries}. */
  static byte[] write(List<Entry> entries) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes, 1 << 16))) {
        out.writeInt(entries.size());
        for (Entry entry : entries) {
          out.writeUTF(entry.file());
          out.writeUTF(entry.version());
          out.writeInt(entry.pictures().size());
          for (int i = 0; i < entry.pictures().size(); i++) {
            out.writeUTF(entry.pictures().key(i));
            out.writeLong(entry.pictures().offset(i));
            out.writeInt(entry.pictures().length(i));
            out.writeInt(entry.pictures().label(i));
          }
          entry.findings().write(out);
        }
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.size() + 16);
      DataOutputStream head = new DataOutputStream(all);
      head.writeInt(MAGIC);
      head.writeInt(FORMAT);
      head.writeLong(crc(bytes.toByteArray(), 0));
      bytes.writeTo(all);
      return all.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** What was stored, by file; empty if the bytes are damaged or of another format. */
  static Optional<Map<String, Entry>> read(byte[] bytes) {
    try (DataInputStream head = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (head.readInt() != MAGIC
          || head.readInt() != FORMAT
          || head.readLong() != crc(bytes, 16)) {
        return Optional.empty();
      }
      try (DataInputStream in = new DataInputStream(new GZIPInputStream(head, 1 << 16))) {
        Map<String, Entry> entries = new HashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
          Entry entry = new Entry(in.readUTF(), in.readUTF(), pictures(in), Findings.read(in));
          entries.put(entry.file(), entry);
        }
        return Optional.of(entries);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static ShardIndex pictures(DataInputStream in) throws IOException {
    ShardIndex pictures = new ShardIndex();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      pictures.add(0, in.readUTF(), in.readLong(), in.readInt(), in.readInt());
    }
    return pictures;
  }

  private static long crc(byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, Math.min(from, bytes.length), Math.max(0, bytes.length - from));
    return crc.getValue();
  }

  /** All shards of a set as one index, in order. */
  static ShardIndex join(List<Entry> entries) {
    ShardIndex all = new ShardIndex();
    List<Entry> ordered = new ArrayList<>(entries);
    for (int shard = 0; shard < ordered.size(); shard++) {
      all.addAll(shard, ordered.get(shard).pictures());
    }
    return all;
  }
}
