package dev.byol.trainer.data;

import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files of this machine that note which whole files are announced before they are read. */
final class AnnouncedFiles implements DataFiles {
  private final LocalFiles files = new LocalFiles();
  private final List<String> announced = new ArrayList<>();

  /** In order. */
  List<String> announced() {
    return announced;
  }

  @Override
  public void willNeedAll(String file, long bytes) {
    announced.add(file);
  }

  @Override
  public Optional<Kind> kind(String path) {
    return files.kind(path);
  }

  @Override
  public List<Entry> list(String folder) {
    return files.list(folder);
  }

  @Override
  public SeekableByteChannel open(String file) {
    return files.open(file);
  }

  @Override
  public String version(String file) {
    return files.version(file);
  }
}
