package dev.byol.trainer.data;

import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.data.account.Finding;
import dev.byol.trainer.data.account.Findings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Puts the files of a shard together to samples.
 *
 * <p>Files that follow each other and share a key (path up to the first dot of the file name) form
 * a sample, as in the webdataset library (tariterators.py: base_plus_ext, group_by_keys), where the
 * rest of the name is the ending. The picture is the file whose ending is that of a picture format,
 * or {@code spec.data.pictureMember}; the label the number in the file with ending {@code cls},
 * else, also where that is -1, the number {@code label} in the one with ending {@code json} or
 * {@code jsn}, else it has none. Names without a dot belong to no sample. Unlike there, a label
 * that does not lie beside its picture is still found, in the same shard.
 */
final class SampleGrouper {
  /** A label file holds a number; a larger one is not read. */
  private static final int MOST_LABEL_BYTES = 1 << 20;

  /** So many samples may wait for the rest of their files. */
  private static final int MOST_WAITING = 1 << 18;

  private static final Set<String> JSON = Set.of("json", "jsn");

  /** Reads so many bytes of the file in hand. */
  interface Content {
    byte[] read(int size) throws IOException;
  }

  /** A file of a sample by name and ending. */
  private record Member(String name, String ending) {}

  private final String shard;
  private final SourceSettings settings;
  private final ShardIndex pictures;
  private final Findings findings;
  private final Map<String, Integer> unlabelled = new HashMap<>();
  private final Map<String, Integer> labelsWithoutPicture = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  private String key;
  private Member picture;
  private TarPlaces.Place place;
  private final List<Member> otherPictures = new ArrayList<>();
  private final List<Member> unreadPictures = new ArrayList<>();
  private LabelReading classLabel;
  private LabelReading jsonLabel;

  SampleGrouper(String shard, SourceSettings settings, ShardIndex pictures, Findings findings) {
    this.shard = shard;
    this.settings = settings;
    this.pictures = pictures;
    this.findings = findings;
  }

  /** The next file of the shard. */
  void add(String name, TarPlaces.Place at, Content content) throws IOException {
    int dot = endOfKey(name);
    if (dot < 0) {
      findings.add(Finding.OTHER_MEMBER, "without ending", name);
      return;
    }
    String fileKey = name.substring(0, dot);
    if (!fileKey.equals(key)) {
      finishSample();
      key = fileKey;
    }
    if (!names.add(name)) {
      throw new DataException(
          "shard %s holds %s twice, side by side; keep one".formatted(shard, name));
    }
    Member member = new Member(name, name.substring(dot + 1).toLowerCase(Locale.ROOT));
    String format = PictureFormat.extension(name);
    if (isPictureEnding(member.ending())) {
      take(member, at);
    } else if (member.ending().equals("cls")) {
      classLabel = read(member, at, content);
    } else if (JSON.contains(member.ending())) {
      if (classLabel == null || classLabel.value() == PictureSource.NO_LABEL) {
        jsonLabel = read(member, at, content);
      }
    } else if (PictureFormat.isPicture(format)) {
      otherPictures.add(member);
    } else if (Endings.isUnreadPicture(format)) {
      unreadPictures.add(member);
    } else {
      findings.add(Finding.OTHER_MEMBER, "." + member.ending(), name);
    }
  }

  /** Where the dot is that ends the key; negative where there is none. */
  private int endOfKey(String name) {
    int start = name.lastIndexOf('/') + 1;
    int dot =
        settings.keyEnd() == KeyEnd.FIRST_DOT ? name.indexOf('.', start) : name.lastIndexOf('.');
    return dot < start ? -1 : dot;
  }

  /** Whether a file of this name is the picture of its sample. */
  boolean isPicture(String name) {
    int dot = endOfKey(name);
    return dot >= 0 && isPictureEnding(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  private boolean isPictureEnding(String ending) {
    return settings
        .pictureMember()
        .map(ending::equals)
        .orElseGet(() -> PictureFormat.isPicture(ending));
  }

  private void take(Member member, TarPlaces.Place at) {
    if (picture != null) {
      boolean isUsual = Endings.isUsual(member.ending());
      if (isUsual == Endings.isUsual(picture.ending())) {
        throw new DataException(
            "sample %s of shard %s holds two pictures (%s, %s); keep one, or name the ending of the one to train on in spec.data.pictureMember"
                .formatted(key, shard, picture.name(), member.name()));
      }
      otherPictures.add(isUsual ? picture : member);
      if (!isUsual) {
        return;
      }
    }
    picture = member;
    place = at;
  }

  private LabelReading read(Member member, TarPlaces.Place at, Content content) throws IOException {
    String where = "%s of shard %s".formatted(member.name(), shard);
    boolean isClass = member.ending().equals("cls");
    if (at.size() > MOST_LABEL_BYTES) {
      String remark =
          "label file %s has %d bytes, more than %d".formatted(where, at.size(), MOST_LABEL_BYTES);
      return isClass
          ? LabelReading.bad(remark + "; write the class as a number")
          : LabelReading.none(LabelReading.Kind.NOT_JSON, remark);
    }
    byte[] bytes = content.read((int) at.size());
    return isClass ? Labels.parse(bytes, where) : Labels.parseJson(bytes, where);
  }

  /** No more files come. */
  void finish() {
    finishSample();
    labelsWithoutPicture.keySet().forEach(alone -> findings.add(Finding.NO_PICTURE, alone));
  }

  /** The label of the sample in hand; null for none. */
  private LabelReading label() {
    boolean isSaid = classLabel != null && classLabel.value() != PictureSource.NO_LABEL;
    boolean isInJson = jsonLabel != null && jsonLabel.value() != PictureSource.NO_LABEL;
    return isSaid || classLabel != null && !isInJson ? classLabel : jsonLabel;
  }

  private void finishSample() {
    if (key == null) {
      return;
    }
    LabelReading label = label();
    if (picture != null) {
      addPicture(label);
    } else if (!otherPictures.isEmpty() || !unreadPictures.isEmpty()) {
      otherPictures.forEach(other -> findings.add(Finding.UNREACHED, other.name()));
      unreadPictures.forEach(
          other -> findings.add(Finding.UNREAD_PICTURE, "." + other.ending(), other.name()));
    } else if (label != null && label.isLabel()) {
      addLabelAlone(label.value());
    } else {
      findings.add(Finding.NO_PICTURE, key);
    }
    key = null;
    picture = null;
    names.clear();
    otherPictures.clear();
    unreadPictures.clear();
    classLabel = null;
    jsonLabel = null;
  }

  private void addPicture(LabelReading label) {
    findings.add(Finding.PICTURE, "." + picture.ending(), picture.name());
    if (!keys.add(key)) {
      findings.add(Finding.REPEATED, "%s of %s".formatted(picture.name(), shard));
    }
    otherPictures.forEach(this::addOther);
    unreadPictures.forEach(this::addOther);
    int value = label == null ? PictureSource.NO_LABEL : label.value();
    if (label != null) {
      tell(label);
    }
    if (value == PictureSource.NO_LABEL && labelsWithoutPicture.containsKey(key)) {
      value = labelsWithoutPicture.remove(key);
      findings.add(Finding.SCATTERED, key);
    } else if (value == PictureSource.NO_LABEL && unlabelled.size() < MOST_WAITING) {
      unlabelled.put(key, pictures.size());
    }
    // Larger ones are refused as damaged when they are read.
    int length = (int) Math.min(place.size(), Integer.MAX_VALUE);
    pictures.add(0, key, place.start(), length, value);
  }

  private void addOther(Member other) {
    findings.add(Finding.OTHER_MEMBER, "." + other.ending(), other.name());
  }

  private void addLabelAlone(int label) {
    Integer waiting = unlabelled.remove(key);
    if (waiting != null) {
      pictures.setLabel(waiting, label);
      findings.add(Finding.SCATTERED, key);
    } else if (labelsWithoutPicture.size() < MOST_WAITING) {
      labelsWithoutPicture.put(key, label);
    } else {
      findings.add(Finding.NO_PICTURE, key);
    }
  }

  private void tell(LabelReading read) {
    String remark = read.remark().orElse("");
    switch (read.kind()) {
      case LABEL -> {}
      case NONE_MEANT -> findings.add(Finding.LABEL_OF_NONE, remark);
      case NO_FIELD -> findings.add(Finding.JSON_WITHOUT_LABEL, remark, picture.name());
      case NOT_JSON -> findings.add(Finding.JSON_UNREADABLE, remark);
      case BAD -> findings.add(Finding.BAD_LABEL, remark);
    }
  }
}
