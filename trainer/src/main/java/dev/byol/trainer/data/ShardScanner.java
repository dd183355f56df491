package dev.byol.trainer.data;

import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Reads the headers of one WebDataset shard into an index, and counts what is no picture. Which
 * file is what says {@link SampleGrouper}; links within the shard are followed.
 */
final class ShardScanner {
  private final DataFiles files;
  private final String file;
  private final Optional<TarPlaces> places;
  private final ShardIndex pictures = new ShardIndex();
  private final Findings findings = new Findings();
  private final SampleGrouper samples;
  private boolean needsPlaces;

  /**
   * What a shard holds.
   *
   * @param pictures of shard 0; none when all of its samples are left out
   */
  record Scanned(ShardIndex pictures, Findings findings) {}

  private ShardScanner(
      DataFiles files, String file, SourceSettings settings, Optional<TarPlaces> places) {
    this.files = files;
    this.file = file;
    this.places = places;
    this.samples = new SampleGrouper(file, settings, pictures, findings);
  }

  /**
   * Reads {@code file}.
   *
   * @throws DataException when it is no whole tar file, or a sample cannot be told
   */
  static Scanned scan(DataFiles files, String file, SourceSettings settings) {
    ShardScanner plain = new ShardScanner(files, file, settings, Optional.empty());
    plain.scan();
    if (!plain.needsPlaces) {
      return new Scanned(plain.pictures, plain.findings);
    }
    ShardScanner following =
        new ShardScanner(files, file, settings, Optional.of(TarPlaces.of(files, file)));
    following.scan();
    return new Scanned(following.pictures, following.findings);
  }

  private void scan() {
    OptionalLong behind = TarWalk.walk(files, file, this::visit);
    behind.ifPresent(
        at -> findings.add(Finding.BEHIND_END, "from byte %d of %s".formatted(at, file)));
    samples.finish();
  }

  private void visit(TarArchiveEntry entry, long start, InputStream data) throws IOException {
    String name = entry.getName();
    if (entry.isDirectory()) {
      return;
    }
    String base = name.substring(name.lastIndexOf('/') + 1);
    if (JunkNames.isHidden(base)) {
      findings.add(Finding.HIDDEN, name);
    } else if (JunkNames.leadsThrough(name)) {
      findings.add(Finding.SYSTEM, name);
    } else if (base.startsWith("__") && base.endsWith("__")) {
      // The webdataset library keeps such names to itself.
      findings.add(Finding.OTHER_MEMBER, "__meta__", name);
    } else if (TarPlaces.isLink(entry)) {
      follow(entry);
    } else if (entry.isFIFO() || entry.isBlockDevice() || entry.isCharacterDevice()) {
      findings.add(Finding.SPECIAL_FILE, name);
    } else if (entry.isSparse()) {
      cannotBeRead(name, "with holes; write the tar without -S (--sparse)", place(name));
    } else {
      samples.add(name, new TarPlaces.Place(start, entry.getSize()), size -> data.readNBytes(size));
    }
  }

  private void follow(TarArchiveEntry link) throws IOException {
    if (places.isEmpty()) {
      needsPlaces = true;
      return;
    }
    Optional<TarPlaces.Place> target = places.get().follow(link);
    if (target.isEmpty()) {
      cannotBeRead(
          link.getName(),
          "linking to nothing in the tar",
          "%s -> %s".formatted(place(link.getName()), link.getLinkName()));
      return;
    }
    findings.add(Finding.LINK, place(link.getName()));
    samples.add(link.getName(), target.get(), size -> files.read(file, target.get().start(), size));
  }

  /** A picture that cannot be read is missed; of other files it is told. */
  private void cannotBeRead(String name, String why, String example) {
    if (samples.isPicture(name)) {
      findings.add(Finding.UNREADABLE, why, example);
    } else {
      findings.add(Finding.OTHER_MEMBER, Endings.shown(name) + " " + why, example);
    }
  }

  private String place(String name) {
    return name + " of " + file;
  }
}
