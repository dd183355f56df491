package dev.byol.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes tars as tools write them: files, folders, links, holes, in any order. */
final class TarMaker {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

  TarMaker() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  TarMaker file(String name, byte[] content) {
    return put(new TarArchiveEntry(name), content);
  }

  TarMaker file(String name, String content) {
    return file(name, DataFixtures.text(content));
  }

  TarMaker folder(String name) {
    return put(new TarArchiveEntry(name + "/"), new byte[0]);
  }

  TarMaker hardLink(String name, String target) {
    return link(name, target, TarConstants.LF_LINK);
  }

  TarMaker symbolicLink(String name, String target) {
    return link(name, target, TarConstants.LF_SYMLINK);
  }

  TarMaker pipe(String name) {
    return put(new TarArchiveEntry(name, TarConstants.LF_FIFO), new byte[0]);
  }

  /** A file that begins with a hole, as GNU tar writes it with -S (sparse format 1.0 of pax). */
  TarMaker withHole(String name, byte[] content) {
    byte[] map = DataFixtures.text("1\n%d\n%d\n".formatted(1 << 20, content.length));
    byte[] stored = new byte[512 + content.length];
    System.arraycopy(map, 0, stored, 0, map.length);
    System.arraycopy(content, 0, stored, 512, content.length);
    String facts =
        record("GNU.sparse.major=1")
            + record("GNU.sparse.minor=0")
            + record("GNU.sparse.name=" + name)
            + record("GNU.sparse.realsize=" + ((1 << 20) + content.length));
    put(
        new TarArchiveEntry("PaxHeaders/" + name, TarConstants.LF_PAX_EXTENDED_HEADER_LC),
        DataFixtures.text(facts));
    return put(new TarArchiveEntry("GNUSparseFile.0/file"), stored);
  }

  /** A line of a pax header, which begins with its own length. */
  private static String record(String fact) {
    int rest = DataFixtures.text(fact).length + 2;
    int length = rest + String.valueOf(rest).length();
    length = rest + String.valueOf(length).length();
    return length + " " + fact + "\n";
  }

  private TarMaker link(String name, String target, byte type) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    return put(entry, new byte[0]);
  }

  private TarMaker put(TarArchiveEntry entry, byte[] content) {
    try {
      entry.setModTime(0);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() {
    try {
      tar.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
