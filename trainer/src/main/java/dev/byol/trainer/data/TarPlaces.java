package dev.byol.trainer.data;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Where the files of a tar lie, to follow its links. Built only for a tar that has links, for it
 * takes a second walk and holds every name.
 */
final class TarPlaces {
  /** A longer chain of links is taken for a loop. */
  private static final int MOST_LINKS = 16;

  /**
   * Bytes in a tar.
   *
   * @param start first byte
   * @param size how many
   */
  record Place(long start, long size) {}

  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private TarPlaces() {}

  static TarPlaces of(DataFiles files, String file) {
    TarPlaces places = new TarPlaces();
    TarWalk.walk(
        files,
        file,
        (entry, start, data) -> {
          String name = normal("", entry.getName());
          if (isLink(entry)) {
            places.links.put(name, target(entry));
          } else if (!entry.isDirectory() && !entry.isSparse()) {
            places.places.put(name, new Place(start, entry.getSize()));
          }
        });
    return places;
  }

  static boolean isLink(TarArchiveEntry entry) {
    return entry.isLink() || entry.isSymbolicLink();
  }

  /** The file that a link leads to, within the tar; empty when it leads elsewhere. */
  Optional<Place> follow(TarArchiveEntry link) {
    String name = target(link);
    for (int i = 0; i < MOST_LINKS && name != null; i++) {
      Place place = places.get(name);
      if (place != null) {
        return Optional.of(place);
      }
      name = links.get(name);
    }
    return Optional.empty();
  }

  /** A hard link names a file from the root of the tar, a symbolic one from its own folder. */
  private static String target(TarArchiveEntry link) {
    String name = link.getName();
    String folder = link.isLink() ? "" : name.substring(0, name.lastIndexOf('/') + 1);
    return normal(folder, link.getLinkName());
  }

  private static String normal(String folder, String name) {
    List<String> parts = Arrays.asList((name.startsWith("/") ? name : folder + name).split("/"));
    Deque<String> path = new ArrayDeque<>();
    for (String part : parts) {
      if (part.equals("..")) {
        path.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        path.addLast(part);
      }
    }
    return String.join("/", path);
  }
}
