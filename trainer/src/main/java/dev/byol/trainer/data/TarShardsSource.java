package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.util.List;
import java.util.Optional;

/**
 * Pictures in WebDataset tar shards, in the order of shards and of the samples in them. The headers
 * are read at opening, unless their index was kept; a picture is then one read at its offset. Class
 * names come from {@code classes.json} beside the first shard, else they are the numbers of the
 * labels.
 */
final class TarShardsSource implements PictureSource {
  private final DataFiles files;
  private final List<String> shards;
  private final ShardIndex index;
  private final List<String> classNames;

  private TarShardsSource(
      DataFiles files, List<String> shards, ShardIndex index, List<String> classNames) {
    this.files = files;
    this.shards = shards;
    this.index = index;
    this.classNames = classNames;
  }

  static TarShardsSource open(String location, DataFiles files) {
    List<String> shards = Locations.expand(files, location, ".tar");
    ShardScan.Result scanned =
        ShardScan.of(files, location, shards, files.shelf(), new ScanLog(location, shards.size()));
    ShardIndex index = IndexFile.join(scanned.entries());
    return new TarShardsSource(files, shards, index, classNames(files, shards, index));
  }

  private static List<String> classNames(DataFiles files, List<String> shards, ShardIndex index) {
    int largest = 0;
    int labelled = 0;
    for (int i = 1; i < index.size(); i++) {
      largest = index.label(i) > index.label(largest) ? i : largest;
    }
    for (int i = 0; i < index.size(); i++) {
      if (index.label(i) != NO_LABEL) {
        labelled++;
      } else if (labelled > 0) {
        throw mixed(shards, index, i);
      }
    }
    if (labelled == 0) {
      return List.of();
    }
    if (labelled < index.size()) {
      throw mixed(shards, index, 0);
    }
    String first = shards.get(0);
    String file = DataFiles.join(first.substring(0, first.lastIndexOf('/') + 1), "classes.json");
    Optional<List<String>> named = ClassNames.fromJson(files, file);
    if (named.isPresent() && index.label(largest) >= named.get().size()) {
      throw new DataException(
          "label %d of %s is out of range: %s names %d classes, labels run from 0 to %d; mend the label or add the names"
              .formatted(
                  index.label(largest),
                  name(shards, index, largest),
                  file,
                  named.get().size(),
                  named.get().size() - 1));
    }
    int classes = index.label(largest) + 1;
    return named.orElseGet(() -> ClassNames.numbers(classes));
  }

  private static DataException mixed(List<String> shards, ShardIndex index, int unlabelled) {
    return new DataException(
        "sample %s has no label while others have; label all samples or none"
            .formatted(name(shards, index, unlabelled)));
  }

  private static String name(List<String> shards, ShardIndex index, int i) {
    return index.key(i) + " of " + shards.get(index.shard(i));
  }

  @Override
  public int size() {
    return index.size();
  }

  @Override
  public int label(int i) {
    return index.label(i);
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int i) {
    return name(shards, index, i);
  }

  @Override
  public String key(int i) {
    return "%s %s %d"
        .formatted(lastPart(shards.get(index.shard(i))), index.key(i), index.length(i));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void willNeed(int i) {
    files.willNeed(shards.get(index.shard(i)), index.offset(i), index.length(i));
  }

  @Override
  public RgbImage read(int i, PictureDecoder decoder) throws DamagedPictureException {
    if (index.length(i) > PictureDecoder.MOST_BYTES) {
      throw new DamagedPictureException(
          name(i),
          "it has %d bytes, more than the limit of %d"
              .formatted(index.length(i), PictureDecoder.MOST_BYTES),
          null);
    }
    byte[] encoded = files.read(shards.get(index.shard(i)), index.offset(i), index.length(i));
    return decoder.decode(encoded, name(i));
  }
}
