package dev.byol.trainer.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells how the data at an address are laid out, from names alone; refuses to guess. */
public final class LayoutFinder {
  private static final Pattern CIFAR10 = Pattern.compile("(data_batch.*|test_batch)\\.bin");
  private static final Pattern CIFAR100 = Pattern.compile("(train|test)\\.bin");
  private static final Set<String> CIFAR100_PICKLES = Set.of("train", "test", "meta");
  private static final Pattern CIFAR_PICKLES = Pattern.compile("data_batch_[1-5]|test_batch");

  /** So many subfolders are looked into for pictures. */
  private static final int FEW = 8;

  private LayoutFinder() {}

  /**
   * The layout of what lies at {@code uri}.
   *
   * @throws DataException when nothing does, or it could be one as well as another
   */
  public static DataFormat find(String uri, DataFiles files) {
    Optional<DataFiles.Kind> kind = Locations.isPattern(uri) ? Optional.empty() : files.kind(uri);
    if (kind.isEmpty() && !Locations.isPattern(uri)) {
      throw Locations.absent(uri);
    }
    return kind.equals(Optional.of(DataFiles.Kind.FOLDER))
        ? ofFolder(uri, files)
        : ofName(uri.substring(uri.lastIndexOf('/') + 1), uri);
  }

  private static DataFormat ofName(String name, String uri) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".tar") || lower.endsWith(".txt")) {
      return DataFormat.WEBDATASET;
    }
    if (CIFAR10.matcher(name).matches()) {
      return DataFormat.CIFAR10;
    }
    if (CIFAR100.matcher(name).matches()) {
      return DataFormat.CIFAR100;
    }
    Optional<Packer> packer = Packer.ofName(name);
    if (packer.isPresent()) {
      throw packer.get().refusal(uri);
    }
    if (CIFAR_PICKLES.matcher(name).matches()) {
      throw pickles(uri);
    }
    if (PictureFormat.isPicture(PictureFormat.extension(name))) {
      throw new DataException(
          Locations.isPattern(uri)
              ? "%s is a pattern of pictures; name the folder that holds their class folders"
                  .formatted(uri)
              : "%s is a single picture; name the folder that it is in".formatted(uri));
    }
    refuseOther(name, uri);
    throw new DataException(
        uri
            + " does not tell its format by its name (a folder, *.tar, data_batch*.bin, train.bin);"
            + " check the path, or set spec.data.format.");
  }

  private static DataFormat ofFolder(String uri, DataFiles files) {
    List<DataFiles.Entry> entries =
        files.list(uri).stream().filter(entry -> !entry.isHidden()).toList();
    List<String> names =
        entries.stream()
            .filter(entry -> entry.kind() != DataFiles.Kind.FOLDER)
            .map(DataFiles.Entry::name)
            .toList();
    Optional<String> tar =
        names.stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".tar")).findFirst();
    if (tar.isPresent()) {
      pictureBeside(uri, entries, files)
          .ifPresent(
              picture -> {
                throw new DataException(
                    "%s holds tar files (%s) and pictures (%s), and either could be meant; set spec.data.format to WebDataset or ImageFolder, or move one of them elsewhere"
                        .formatted(uri, tar.get(), picture));
              });
      return DataFormat.WEBDATASET;
    }
    if (names.stream().anyMatch(name -> CIFAR10.matcher(name).matches())) {
      return DataFormat.CIFAR10;
    }
    if (names.stream().anyMatch(name -> CIFAR100.matcher(name).matches())) {
      return DataFormat.CIFAR100;
    }
    if (names.stream().anyMatch(name -> CIFAR_PICKLES.matcher(name).matches())) {
      throw pickles(uri);
    }
    if (Set.copyOf(names).containsAll(CIFAR100_PICKLES)) {
      throw pickles(uri);
    }
    refuseIfAlone(uri, entries);
    return DataFormat.IMAGE_FOLDER;
  }

  private static void refuseOther(String name, String uri) {
    Optional<String> other = OtherFormats.of(name);
    if (other.isPresent()) {
      throw new DataException("%s is %s".formatted(uri, other.get()));
    }
  }

  /** Beside pictures an archive is what they were unpacked from. */
  private static void refuseIfAlone(String uri, List<DataFiles.Entry> entries) {
    boolean others =
        entries.stream()
            .anyMatch(
                entry ->
                    entry.kind() == DataFiles.Kind.FOLDER && !JunkNames.isJunk(entry.name())
                        || PictureFormat.isPicture(PictureFormat.extension(entry.name())));
    if (others) {
      return;
    }
    for (DataFiles.Entry entry : entries) {
      String path = DataFiles.join(uri, entry.name());
      Optional<Packer> packer = Packer.ofName(entry.name());
      if (packer.isPresent()) {
        throw packer.get().refusal(path);
      }
      refuseOther(entry.name(), path);
    }
  }

  /** A picture in one of the first subfolders, or here if there are more of them than of tars. */
  private static Optional<String> pictureBeside(
      String uri, List<DataFiles.Entry> entries, DataFiles files) {
    long tars =
        entries.stream()
            .filter(entry -> entry.name().toLowerCase(Locale.ROOT).endsWith(".tar"))
            .count();
    List<String> here = pictures(entries);
    if (here.size() > tars) {
      return Optional.of(here.get(0));
    }
    return entries.stream()
        .filter(entry -> entry.kind() == DataFiles.Kind.FOLDER)
        .filter(entry -> !JunkNames.isJunk(entry.name()))
        .limit(FEW)
        .flatMap(
            folder ->
                pictures(files.list(DataFiles.join(uri, folder.name()))).stream()
                    .map(name -> DataFiles.join(folder.name(), name)))
        .findFirst();
  }

  private static List<String> pictures(List<DataFiles.Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.kind() == DataFiles.Kind.FILE && !entry.isHidden())
        .map(DataFiles.Entry::name)
        .filter(name -> PictureFormat.isPicture(PictureFormat.extension(name)))
        .toList();
  }

  private static DataException pickles(String uri) {
    return new DataException(
        "%s holds the Python version of CIFAR (pickles), which is not read; download the binary version (cifar-10-binary.tar.gz or cifar-100-binary.tar.gz) and name its files, data_batch_*.bin or train.bin"
            .formatted(uri));
  }
}
