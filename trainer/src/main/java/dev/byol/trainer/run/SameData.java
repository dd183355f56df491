package dev.byol.trainer.run;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.PictureSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Whether the workers of a run see the same pictures: each opens them by itself, and pods may have
 * volumes of their own.
 */
final class SameData {
  private static final int MOST_BYTES = 1 << 16;
  private static final String SEPARATOR = "\n";

  private SameData() {}

  /**
   * Compares the splits of all ranks, before any learns from them.
   *
   * @throws DataException on every rank, with the first rank that sees others than rank 0
   */
  static void require(
      Collective collective, SampleList train, Optional<PictureSource> heldOut, String uri) {
    collective.describe("comparing the pictures of all workers");
    List<Seen> seen =
        collective.allGather(Seen.of(train, heldOut).toBytes(), MOST_BYTES).stream()
            .map(Seen::parse)
            .toList();
    OptionalInt other =
        IntStream.range(1, seen.size()).filter(r -> !seen.get(r).equals(seen.get(0))).findFirst();
    if (other.isPresent()) {
      throw new DataException(
          "rank %d of %d does not see the pictures that rank 0 sees: %s; give every worker the same data, by one volume that all pods mount, or by copies that are equal, or in object storage"
              .formatted(
                  other.getAsInt(),
                  seen.size(),
                  seen.get(other.getAsInt()).unlike(seen.get(0), uri)));
    }
  }

  /** What one rank tells the others. */
  private record Seen(SampleList train, String heldOut) {
    static Seen of(SampleList train, Optional<PictureSource> heldOut) {
      return new Seen(train, heldOut.map(SampleList::names).orElse("none"));
    }

    byte[] toBytes() {
      return String.join(
              SEPARATOR,
              String.valueOf(train.pictures()),
              train.digest(),
              train.contents().text(),
              heldOut)
          .getBytes(StandardCharsets.UTF_8);
    }

    static Seen parse(byte[] bytes) {
      String[] lines = new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR);
      return new Seen(
          new SampleList(Long.parseLong(lines[0]), lines[1], ContentSketch.parse(lines[2])),
          lines[3]);
    }

    String unlike(Seen first, String uri) {
      if (train.pictures() != first.train.pictures()) {
        return "%d pictures at %s, rank 0 has %d"
            .formatted(train.pictures(), uri, first.train.pictures());
      }
      if (!train.digest().equals(first.train.digest())) {
        return "the %d pictures at %s have other names or labels, or another order"
            .formatted(train.pictures(), uri);
      }
      long different = train.contents().different(first.train.contents());
      if (different > 0) {
        return "%d of %d pictures looked at have other contents under the same names at %s"
            .formatted(different, train.contents().common(first.train.contents()), uri);
      }
      return train.equals(first.train)
          ? "the held-out pictures have other names or labels"
          : "some of the %d pictures at %s have other sizes under the same names"
              .formatted(train.pictures(), uri);
    }
  }
}
