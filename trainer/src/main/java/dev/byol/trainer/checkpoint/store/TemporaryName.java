package dev.byol.trainer.checkpoint.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of files that are being written; they tell who writes them. */
public final class TemporaryName {
  private static final Pattern NAME =
      Pattern.compile("(?<target>.*)\\.tmp-(?<host>[A-Za-z0-9.-]+)~(?<pid>\\d{1,18})~\\d+");
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final String HOST = host();

  private TemporaryName() {}

  /** A name beside {@code target} that no other writer uses. */
  public static Path beside(Path target) {
    return target.resolveSibling(
        "%s.tmp-%s~%d~%d"
            .formatted(
                target.getFileName(),
                HOST,
                ProcessHandle.current().pid(),
                COUNTER.incrementAndGet()));
  }

  public static boolean isTemporary(String fileName) {
    return NAME.matcher(fileName).matches();
  }

  /** The name that the file was to get. */
  static Path target(Path temporary) {
    Matcher matcher = NAME.matcher(temporary.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(temporary + " is no temporary file");
    }
    return temporary.resolveSibling(matcher.group("target"));
  }

  /**
   * Whether the writer is gone for certain: a process of this host that has ended, or one that bore
   * our own number before us (a restarted container counts from 1 again).
   */
  static boolean writerIsDead(String fileName, Instant lastChange) {
    Matcher matcher = NAME.matcher(fileName);
    if (!matcher.matches() || !matcher.group("host").equals(HOST)) {
      return false;
    }
    long pid = Long.parseLong(matcher.group("pid"));
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    Optional<Instant> started = process.flatMap(p -> p.info().startInstant());
    return process.isEmpty() || started.map(lastChange::isBefore).orElse(false);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException e) {
      // Without a name no writer is held to be of this host; leftovers then go by their age.
      return "unknown-" + Long.toHexString(ProcessHandle.current().pid());
    }
  }
}
