package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.data.account.DataAccount;
import java.util.Arrays;
import java.util.List;

/**
 * Picture files in a folder. Each subfolder that lies directly in it is a class (and may have
 * folders of its own); without subfolders the data are label-free. Order: classes by name, then
 * files by path. Read from a {@link FolderListing}.
 */
final class ImageFolderSource implements PictureSource {
  private final DataFiles files;
  private final String folder;
  private final FolderListing listing;
  private final List<String> classNames;
  private final DataAccount account;

  private ImageFolderSource(
      DataFiles files,
      String folder,
      FolderListing listing,
      List<String> classNames,
      DataAccount account) {
    this.files = files;
    this.folder = folder;
    this.listing = listing;
    this.classNames = classNames;
    this.account = account;
  }

  static ImageFolderSource open(String folder, DataFiles files, SourceSettings settings) {
    FolderListing listing = FolderListing.of(folder, files, settings);
    List<String> classNames = settings.ignoresLabels() ? List.of() : listing.classNames();
    return new ImageFolderSource(
        files, folder, listing, classNames, FolderAccount.of(folder, listing, settings));
  }

  @Override
  public int size() {
    return listing.names().size();
  }

  @Override
  public int label(int index) {
    if (classNames.isEmpty()) {
      return NO_LABEL;
    }
    int[] first = listing.firstOfClass();
    int found = Arrays.binarySearch(first, index);
    if (found < 0) {
      return -found - 2;
    }
    // Classes without pictures begin where the next one does.
    while (found + 1 < first.length && first[found + 1] == index) {
      found++;
    }
    return found;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    return DataFiles.join(folder, listing.names().get(index));
  }

  @Override
  public DataAccount account() {
    return account;
  }

  @Override
  public long bytes(int index) {
    return listing.bytes().get(index);
  }

  @Override
  public void willNeed(int index) {
    long size = bytes(index);
    if (size > 0 && size <= PictureDecoder.MOST_BYTES) {
      files.willNeedAll(name(index), size);
    }
  }

  @Override
  public byte[] content(int index) throws DamagedPictureException {
    try {
      return files.read(name(index), PictureDecoder.MOST_BYTES);
    } catch (UnreadableFileException e) {
      throw new DamagedPictureException(e);
    }
  }

  @Override
  public String key(int index) {
    return listing.names().get(index);
  }

  @Override
  public RgbImage read(int index, PictureDecoder decoder) throws DamagedPictureException {
    return decoder.decode(content(index), name(index));
  }
}
