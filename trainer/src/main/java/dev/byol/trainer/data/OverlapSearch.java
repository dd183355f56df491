package dev.byol.trainer.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for held-out pictures among the training pictures, by content. Of a large split some are
 * looked at, evenly spread. Sizes come from the index, and only pictures of equal size are read,
 * those with equal names first, up to a limit.
 */
public final class OverlapSearch {
  private static final int AHEAD = 64;

  private final PictureSource train;
  private final PictureSource heldOut;
  private final Budget budget;
  private Optional<String> example = Optional.empty();
  private int reads;
  private long bytesRead;
  private int unread;

  /**
   * How much may be read.
   *
   * @param samples held-out pictures that are looked at
   * @param reads training pictures that are read
   * @param bytes of those
   */
  public record Budget(int samples, int reads, long bytes) {
    /** A second or so of files on this machine. */
    public static final Budget NEAR = new Budget(200, 20_000, 128L << 20);

    /** Some seconds of requests to object storage. */
    public static final Budget FAR = new Budget(64, 512, 64L << 20);
  }

  private OverlapSearch(PictureSource train, PictureSource heldOut, Budget budget) {
    this.train = train;
    this.heldOut = heldOut;
    this.budget = budget;
  }

  /** Looks; pictures that cannot be read are no overlap. */
  public static Overlap of(PictureSource train, PictureSource heldOut, Budget budget) {
    return new OverlapSearch(train, heldOut, budget).look();
  }

  private Overlap look() {
    Map<Long, List<Integer>> samplesBySize = new HashMap<>();
    int samples = Math.min(budget.samples(), heldOut.size());
    for (int i = 0; i < samples; i++) {
      int sample = (int) ((long) i * heldOut.size() / samples);
      samplesBySize.computeIfAbsent(heldOut.bytes(sample), size -> new ArrayList<>()).add(sample);
    }
    samplesBySize.remove(-1L);
    Map<Long, List<Integer>> candidatesBySize = new HashMap<>();
    for (int i = 0; i < train.size(); i++) {
      if (samplesBySize.containsKey(train.bytes(i))) {
        candidatesBySize.computeIfAbsent(train.bytes(i), size -> new ArrayList<>()).add(i);
      }
    }
    int looked = 0;
    int found = 0;
    for (Map.Entry<Long, List<Integer>> group : samplesBySize.entrySet()) {
      if (!isWithinBudget()) {
        break;
      }
      looked += group.getValue().size();
      found += found(group.getValue(), candidatesBySize.getOrDefault(group.getKey(), List.of()));
    }
    return new Overlap(looked, found, example, unread);
  }

  /** How many of {@code samples} are among {@code candidates}, all being of one size. */
  private int found(List<Integer> samples, List<Integer> candidates) {
    if (candidates.isEmpty()) {
      return 0;
    }
    Map<ByteBuffer, List<Integer>> sought = new HashMap<>();
    for (int sample : samples) {
      content(heldOut, sample)
          .ifPresent(
              bytes ->
                  sought
                      .computeIfAbsent(ByteBuffer.wrap(bytes), content -> new ArrayList<>())
                      .add(sample));
    }
    int found = 0;
    List<Integer> ordered = likeliestFirst(samples, candidates);
    ordered.stream().limit(AHEAD).forEach(train::willNeed);
    int i = 0;
    for (; i < ordered.size() && !sought.isEmpty() && isWithinBudget(); i++) {
      if (i + AHEAD < ordered.size()) {
        train.willNeed(ordered.get(i + AHEAD));
      }
      int candidate = ordered.get(i);
      Optional<byte[]> bytes = content(train, candidate);
      reads++;
      bytesRead += bytes.map(content -> content.length).orElse(0);
      List<Integer> same = bytes.map(ByteBuffer::wrap).map(sought::remove).orElse(null);
      if (same != null) {
        found += same.size();
        example =
            example.or(
                () ->
                    Optional.of(
                        "%s is %s".formatted(heldOut.name(same.get(0)), train.name(candidate))));
      }
    }
    unread += sought.isEmpty() ? 0 : ordered.size() - i;
    return found;
  }

  /** Pictures at the same place or of the same name come first. */
  private List<Integer> likeliestFirst(List<Integer> samples, List<Integer> candidates) {
    Set<Integer> places = new HashSet<>(samples);
    Set<String> names =
        samples.stream().map(sample -> shortName(heldOut, sample)).collect(Collectors.toSet());
    List<Integer> first = new ArrayList<>();
    List<Integer> rest = new ArrayList<>();
    for (int candidate : candidates) {
      boolean alike = places.contains(candidate) || names.contains(shortName(train, candidate));
      (alike ? first : rest).add(candidate);
    }
    first.addAll(rest);
    return first;
  }

  /** File name or key without folders and shard. */
  private static String shortName(PictureSource source, int index) {
    String name = source.name(index);
    int of = name.indexOf(" of ");
    String own = of < 0 ? name : name.substring(0, of);
    return own.substring(own.lastIndexOf('/') + 1);
  }

  private boolean isWithinBudget() {
    return reads < budget.reads() && bytesRead < budget.bytes();
  }

  private static Optional<byte[]> content(PictureSource source, int index) {
    try {
      return Optional.of(source.content(index));
    } catch (DamagedPictureException e) {
      return Optional.empty();
    }
  }
}
