package dev.byol.trainer.storage;

import java.util.List;

/**
 * What lies under a prefix, sorted by key.
 *
 * @param objects those directly under it, or all, as was asked
 * @param folders common prefixes, each with {@code /} at its end; none if all objects were asked
 *     for
 */
public record Listing(List<ObjectInfo> objects, List<String> folders) {
  /** Copies both lists. */
  public Listing {
    objects = List.copyOf(objects);
    folders = List.copyOf(folders);
  }
}
