package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import dev.byol.trainer.data.account.Problem;
import java.util.List;

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
  private final ShardLabels labels;
  private final DataAccount account;

  private TarShardsSource(
      DataFiles files, List<String> shards, ShardLabels labels, DataAccount account) {
    this.files = files;
    this.shards = shards;
    this.index = labels.kept();
    this.labels = labels;
    this.account = account;
  }

  static TarShardsSource open(String location, DataFiles files, SourceSettings settings) {
    Findings findings = new Findings();
    Locations.Found found = Locations.expand(files, location, ".tar", findings);
    List<String> shards = found.files();
    ShardScan.Result scanned =
        ShardScan.of(
            files, location, shards, files.shelf(), settings, new ScanLog(location, shards.size()));
    scanned.entries().forEach(entry -> findings.addAll(entry.findings()));
    List<Problem> problems =
        ShardProblems.of(location, found, scanned.entries(), findings, settings);
    ShardIndex all = IndexFile.join(scanned.entries());
    if (all.size() == 0) {
      throw new DataException(
          problems.isEmpty()
              ? findings.count(Finding.UNREAD_PICTURE) > 0
                  ? "%s holds no picture that is read%s; convert them to JPEG or PNG"
                      .formatted(location, Endings.thereIs(findings))
                  : "%s holds no picture%s; pictures must be named KEY.jpg, .jpeg, .png, .webp, .bmp, .gif or .tif with no other dot in KEY"
                      .formatted(location, Endings.thereIs(findings))
              : problems.get(0).sentence());
    }
    ShardLabels labels = ShardLabels.of(files, shards, all, findings, settings);
    problems.addAll(labels.problems());
    long missing = findings.count(Finding.UNREADABLE);
    CommonProblems.add(problems, findings, labels.kept().size() + missing, settings);
    DataAccount account =
        new DataAccount(
            shards.size() == 1 ? "1 tar shard" : shards.size() + " tar shards",
            labels.kept().size(),
            labels.counts(),
            labels.remark(),
            findings,
            problems);
    return new TarShardsSource(files, shards, labels, account);
  }

  /** What to call picture {@code i} of {@code index} in messages. */
  static String name(List<String> shards, ShardIndex index, int i) {
    return index.key(i) + " of " + shards.get(index.shard(i));
  }

  @Override
  public int size() {
    return index.size();
  }

  @Override
  public int label(int i) {
    return labels.classNames().isEmpty() ? NO_LABEL : Math.max(NO_LABEL, index.label(i));
  }

  @Override
  public List<String> classNames() {
    return labels.classNames();
  }

  @Override
  public DataAccount account() {
    return account;
  }

  @Override
  public long bytes(int i) {
    return index.length(i);
  }

  @Override
  public String name(int i) {
    return name(shards, index, i);
  }

  @Override
  public String key(int i) {
    // Asked for every picture of a run: formatting would take seconds.
    return lastPart(shards.get(index.shard(i))) + " " + index.key(i) + " " + index.length(i);
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void willNeed(int i) {
    files.willNeed(shards.get(index.shard(i)), index.offset(i), index.length(i));
  }

  @Override
  public byte[] content(int i) throws DamagedPictureException {
    if (index.length(i) > PictureDecoder.MOST_BYTES) {
      throw new DamagedPictureException(
          name(i),
          "it has %d bytes, more than the limit of %d"
              .formatted(index.length(i), PictureDecoder.MOST_BYTES),
          null);
    }
    return files.read(shards.get(index.shard(i)), index.offset(i), index.length(i));
  }

  @Override
  public RgbImage read(int i, PictureDecoder decoder) throws DamagedPictureException {
    return decoder.decode(content(i), name(i));
  }
}
