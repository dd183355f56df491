package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.data.account.DataAccount;
import dev.byol.trainer.data.account.Findings;
import dev.byol.trainer.data.account.Problem;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Pictures in the binary files of CIFAR-10 or CIFAR-100. */
final class CifarSource implements PictureSource {
  private final DataFiles files;
  private final CifarLayout layout;
  private final List<String> paths;
  private final int[] firstOfFile;
  private final byte[] labels;
  private final List<String> classNames;
  private final DataAccount account;

  private CifarSource(
      DataFiles files,
      CifarLayout layout,
      List<String> paths,
      int[] firstOfFile,
      byte[] labels,
      List<String> classNames,
      DataAccount account) {
    this.files = files;
    this.layout = layout;
    this.paths = paths;
    this.firstOfFile = firstOfFile;
    this.labels = labels;
    this.classNames = classNames;
    this.account = account;
  }

  static CifarSource open(
      CifarLayout layout, String location, DataFiles files, SourceSettings settings) {
    if (files.kind(location).equals(Optional.of(DataFiles.Kind.FOLDER))) {
      throw new DataException(
          "%s is a folder, which holds training and test pictures alike; name the files: %s or %s"
              .formatted(
                  location,
                  DataFiles.join(location, layout.trainFiles),
                  DataFiles.join(location, layout.testFile)));
    }
    Findings findings = new Findings();
    Locations.Found found = Locations.expand(files, location, ".bin", findings);
    List<String> paths = found.files();
    int[] firstOfFile = new int[paths.size()];
    byte[] labels = new byte[0];
    for (int i = 0; i < firstOfFile.length; i++) {
      firstOfFile[i] = labels.length;
      byte[] more = readLabels(files, layout, paths.get(i));
      labels = Arrays.copyOf(labels, labels.length + more.length);
      System.arraycopy(more, 0, labels, firstOfFile[i], more.length);
    }
    List<String> named = classNames(files, layout, paths.get(0));
    List<String> used = settings.ignoresLabels() ? List.of() : named;
    DataAccount account = account(layout, found, labels, used, findings);
    return new CifarSource(files, layout, paths, firstOfFile, labels, used, account);
  }

  private static DataAccount account(
      CifarLayout layout,
      Locations.Found found,
      byte[] labels,
      List<String> names,
      Findings findings) {
    int[] counts = new int[layout.classes];
    for (byte label : labels) {
      counts[label]++;
    }
    List<Problem> problems = new ArrayList<>();
    List<String> heldOut =
        found.files().stream().filter(file -> file.endsWith(layout.testFile)).toList();
    if (found.listed() && !heldOut.isEmpty() && heldOut.size() < found.files().size()) {
      problems.add(
          Problem.of(
              DataDoubt.BOTH_SPLITS,
              "the pattern takes the test pictures (%s) with the training pictures; write %s"
                  .formatted(heldOut.get(0), layout.trainFiles)));
    }
    return new DataAccount(
        "%s files of %s".formatted(found.files().size(), layout),
        labels.length,
        DataAccount.ClassCount.of(names, counts),
        names.isEmpty() ? DataAccount.LABELS_IGNORED : "",
        findings,
        problems);
  }

  private static byte[] readLabels(DataFiles files, CifarLayout layout, String path) {
    int record = layout.recordBytes();
    try (SeekableByteChannel channel = files.open(path)) {
      long size = channel.size();
      if (size == 0 || size % record != 0 || size / record > Integer.MAX_VALUE / 64) {
        throw new DataException(
            "%s has %d bytes, which is no whole number of %s records of %d bytes; copy it again or set the right format"
                .formatted(path, size, layout, record));
      }
      byte[] labels = new byte[(int) (size / record)];
      ChannelInputStream in = new ChannelInputStream(channel);
      for (int i = 0; i < labels.length; i++) {
        in.skipNBytes(layout.labelBytes - 1);
        int label = in.read();
        if (label < 0 || label >= layout.classes) {
          throw new DataException(
              "label %d of record %d in %s is out of range; labels of %s run from 0 to %d, so check the format and the file"
                  .formatted(label, i, path, layout, layout.classes - 1));
        }
        labels[i] = (byte) label;
        in.skipNBytes(3L * CifarLayout.PLANE);
      }
      return labels;
    } catch (IOException e) {
      throw DataFiles.unreadable(path, e);
    }
  }

  private static List<String> classNames(DataFiles files, CifarLayout layout, String path) {
    String file = DataFiles.join(path.substring(0, path.lastIndexOf('/') + 1), layout.namesFile);
    List<String> names =
        ClassNames.fromLines(files, file).orElseGet(() -> ClassNames.numbers(layout.classes));
    if (names.size() != layout.classes) {
      throw new DataException(
          "%s names %d classes where %s has %d; fix or remove it"
              .formatted(file, names.size(), layout, layout.classes));
    }
    return names;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return classNames.isEmpty() ? NO_LABEL : labels[index];
  }

  @Override
  public DataAccount account() {
    return account;
  }

  @Override
  public long bytes(int index) {
    return 3L * CifarLayout.PLANE;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    int file = file(index);
    return "record %d of %s".formatted(index - firstOfFile[file], paths.get(file));
  }

  @Override
  public String key(int index) {
    int file = file(index);
    String path = paths.get(file);
    return path.substring(path.lastIndexOf('/') + 1) + " " + (index - firstOfFile[file]);
  }

  @Override
  public byte[] content(int index) {
    int file = file(index);
    long offset = (long) (index - firstOfFile[file]) * layout.recordBytes() + layout.labelBytes;
    return files.read(paths.get(file), offset, 3 * CifarLayout.PLANE);
  }

  @Override
  public RgbImage read(int index, PictureDecoder decoder) {
    byte[] planes = content(index);
    byte[] pixels = new byte[planes.length];
    for (int i = 0; i < CifarLayout.PLANE; i++) {
      for (int channel = 0; channel < 3; channel++) {
        pixels[3 * i + channel] = planes[channel * CifarLayout.PLANE + i];
      }
    }
    return new RgbImage(CifarLayout.SIDE, CifarLayout.SIDE, pixels);
  }

  private int file(int index) {
    int found = Arrays.binarySearch(firstOfFile, index);
    return found >= 0 ? found : -found - 2;
  }
}
