package dev.byol.trainer.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads the headers of one WebDataset shard into an index.
 *
 * <p>Files that follow each other and share a key (path up to the first dot of the file name) form
 * a sample, as in the webdataset library. Its picture is the file with extension {@code jpg jpeg
 * png webp bmp}; its label the number in the file with extension {@code cls}, else the number
 * {@code label} in the one with extension {@code json}, else it has none. Samples without a picture
 * are left out.
 */
final class ShardScanner {
  private static final int RECORD = 512;

  /** A label file holds a number; a larger one is not read. */
  private static final int MOST_LABEL_BYTES = 1 << 20;

  private final ShardIndex index;
  private final int shard;
  private final String file;

  private String key;
  private String picture;
  private long offset;
  private int length;
  private int label;
  private String labelFile;
  private int filesSeen;
  private int found;
  private String strayFile;

  private ShardScanner(ShardIndex index, int shard, String file) {
    this.index = index;
    this.shard = shard;
    this.file = file;
  }

  /** Adds every picture of {@code file}, at least one, to {@code index} as shard {@code shard}. */
  static void scan(DataFiles files, String file, int shard, ShardIndex index) {
    ShardScanner scanner = new ShardScanner(index, shard, file);
    try (SeekableByteChannel channel = files.open(file)) {
      scanner.scan(channel);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The tar library answers some malformed headers with unchecked exceptions.
      throw scanner.damaged(e.getMessage(), e);
    }
  }

  private void scan(SeekableByteChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      throw new DataException(
          "shard %s is empty (0 bytes); copy it again or leave it out".formatted(file));
    }
    refuseGzip(new ChannelInputStream(channel));
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
      end = start + (entry.getSize() + RECORD - 1) / RECORD * RECORD;
      if (entry.getSize() < 0 || end > size || end < start) {
        throw new DataException(
            "shard %s is cut short: %s needs bytes %d to %d, the file has %d; copy it again"
                .formatted(file, entry.getName(), start, start + entry.getSize(), size));
      }
      if (entry.isFile() && !entry.isSparse() && isSampleFile(entry.getName())) {
        add(entry.getName(), start, entry.getSize(), tar);
      }
    }
    if (in.position() < end + RECORD || !endsInZeros(channel)) {
      throw new DataException(
          "shard %s has no end mark, so it may be cut short; copy or write it again"
              .formatted(file));
    }
    finishSample();
    if (found == 0) {
      throw new DataException(
          "shard %s holds no picture among its %d files%s; pictures must be named KEY.jpg, .jpeg, .png, .webp or .bmp with no other dot in KEY"
              .formatted(file, filesSeen, strayFile == null ? "" : " (such as " + strayFile + ")"));
    }
  }

  /** An archive ends in zero records; a cut in the middle of one can look like its end. */
  private static boolean endsInZeros(SeekableByteChannel channel) throws IOException {
    channel.position(Math.max(0, channel.size() - RECORD));
    ByteBuffer tail = ByteBuffer.allocate(RECORD);
    while (tail.hasRemaining() && channel.read(tail) > 0) {
      continue;
    }
    tail.flip();
    while (tail.hasRemaining()) {
      if (tail.get() != 0) {
        return false;
      }
    }
    return true;
  }

  private void refuseGzip(ChannelInputStream in) throws IOException {
    byte[] magic = in.readNBytes(2);
    if (magic.length == 2 && magic[0] == (byte) 0x1F && magic[1] == (byte) 0x8B) {
      throw new DataException(
          "shard %s is compressed with gzip, so pictures in it cannot be reached directly; unpack it with gunzip"
              .formatted(file));
    }
  }

  private static boolean isSampleFile(String name) {
    String base = name.substring(name.lastIndexOf('/') + 1);
    return !base.startsWith(".") && !(base.startsWith("__") && base.endsWith("__"));
  }

  private void add(String name, long start, long size, TarArchiveInputStream tar)
      throws IOException {
    filesSeen++;
    int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
    String fileKey = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (!fileKey.equals(key)) {
      finishSample();
      startSample(fileKey);
    }
    if (PictureFormat.isPicture(extension)) {
      if (picture != null) {
        throw new DataException(
            "sample %s of shard %s holds two pictures (%s, %s); keep one"
                .formatted(key, file, picture, name));
      }
      picture = name;
      offset = start;
      // Larger ones are refused as damaged when they are read.
      length = (int) Math.min(size, Integer.MAX_VALUE);
    } else if (extension.equals("cls") || (extension.equals("json") && labelFile == null)) {
      readLabel(name, extension, size, tar);
    } else {
      strayFile = name;
    }
  }

  private void readLabel(String name, String extension, long size, TarArchiveInputStream tar)
      throws IOException {
    if (size > MOST_LABEL_BYTES) {
      throw new DataException(
          "label file %s of shard %s has %d bytes, more than %d; write the class as a number"
              .formatted(name, file, size, MOST_LABEL_BYTES));
    }
    byte[] bytes = tar.readNBytes((int) size);
    String place = "%s of shard %s".formatted(name, file);
    int read =
        extension.equals("cls") ? Labels.parse(bytes, place) : Labels.parseJson(bytes, place);
    if (read != PictureSource.NO_LABEL) {
      label = read;
      labelFile = extension.equals("cls") ? name : labelFile;
    }
  }

  private void startSample(String sampleKey) {
    key = sampleKey;
    picture = null;
    label = PictureSource.NO_LABEL;
    labelFile = null;
  }

  private void finishSample() {
    if (picture != null) {
      index.add(shard, key, offset, length, label);
      found++;
    }
  }

  private DataException damaged(String reason, Throwable cause) {
    return new DataException(
        "shard %s is not a tar file or is damaged (%s); copy it again or leave it out"
            .formatted(file, reason),
        cause);
  }
}
