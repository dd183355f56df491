package dev.byol.trainer.data;

import java.util.List;
import java.util.Optional;

/**
 * Where indexes of shards are kept from one run to the next. Keeping one is a kindness to later
 * runs: what fails is logged by the shelf, and the index is built again.
 */
public interface IndexShelf {
  /** Keeps nothing. */
  IndexShelf NONE =
      new IndexShelf() {
        @Override
        public Optional<byte[]> find(String location, List<String> shards) {
          return Optional.empty();
        }

        @Override
        public void keep(String location, List<String> shards, byte[] index) {
          // On purpose.
        }
      };

  /** The index that was kept for a location; it may be of older shards. */
  Optional<byte[]> find(String location, List<String> shards);

  /** Keeps an index. */
  void keep(String location, List<String> shards, byte[] index);
}
