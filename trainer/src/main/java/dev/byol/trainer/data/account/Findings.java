package dev.byol.trainer.data.account;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A tally of what was found, with a few examples of each: small whatever the size of the data. For
 * one thread at a time.
 */
public final class Findings {
  private static final int MOST_EXAMPLES = 3;

  /** Of more kinds than this the rest is one kind: names may have any ending. */
  private static final int MOST_KINDS = 40;

  private static final String OTHERS = "others";
  private static final int MOST_CHARACTERS = 400;

  private static final class Group {
    private long count;
    private final List<String> examples = new ArrayList<>();
  }

  private final Map<Finding, Map<String, Group>> groups = new EnumMap<>(Finding.class);

  /** One more of {@code finding}, such as the file {@code example}. */
  public void add(Finding finding, String example) {
    add(finding, "", example);
  }

  /**
   * One more of a kind of {@code finding}.
   *
   * @param kind for instance an ending; empty where there are no kinds
   */
  public void add(Finding finding, String kind, String example) {
    add(finding, kind, 1, List.of(example));
  }

  private void add(Finding finding, String kind, long count, List<String> examples) {
    Map<String, Group> kinds = groups.computeIfAbsent(finding, f -> new TreeMap<>());
    String known = kinds.containsKey(kind) || kinds.size() < MOST_KINDS ? shortened(kind) : OTHERS;
    Group group = kinds.computeIfAbsent(known, k -> new Group());
    group.count += count;
    for (String example : examples) {
      if (group.examples.size() < MOST_EXAMPLES) {
        group.examples.add(shortened(example));
      }
    }
  }

  /** Adds all of {@code others}; examples of those come after the ones that are here. */
  public void addAll(Findings others) {
    others.groups.forEach(
        (finding, kinds) ->
            kinds.forEach((kind, group) -> add(finding, kind, group.count, group.examples)));
  }

  /** How many of all kinds of {@code finding}. */
  public long count(Finding finding) {
    return groups.getOrDefault(finding, Map.of()).values().stream().mapToLong(g -> g.count).sum();
  }

  /** The first examples of {@code finding}, at most three a kind. */
  public List<String> examples(Finding finding) {
    return groups.getOrDefault(finding, Map.of()).values().stream()
        .flatMap(group -> group.examples.stream())
        .toList();
  }

  /** Each kind of {@code finding} with its number, the most frequent first: 8 .heic, 3 .txt. */
  public String kinds(Finding finding) {
    return groups.getOrDefault(finding, Map.of()).entrySet().stream()
        .sorted(Comparator.comparingLong((Map.Entry<String, Group> e) -> -e.getValue().count))
        .map(e -> "%d %s".formatted(e.getValue().count, e.getKey()).strip())
        .collect(Collectors.joining(", "));
  }

  /** A line for everything that was found but pictures. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Finding finding : groups.keySet()) {
      if (finding != Finding.PICTURE) {
        // The examples of labels that cannot be used are sentences.
        int most = finding == Finding.BAD_LABEL ? 1 : MOST_EXAMPLES;
        List<String> shown = examples(finding).stream().limit(most).toList();
        String examples = String.join(", ", shown);
        long rest = count(finding) - shown.size();
        lines.add(
            "%s: %s (%s%s)"
                .formatted(finding.words(), kinds(finding), examples, rest > 0 ? ", ..." : ""));
      }
    }
    return lines;
  }

  /** Writes all of it. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(groups.size());
    for (Map.Entry<Finding, Map<String, Group>> kinds : groups.entrySet()) {
      out.writeUTF(kinds.getKey().name());
      out.writeInt(kinds.getValue().size());
      for (Map.Entry<String, Group> group : kinds.getValue().entrySet()) {
        out.writeUTF(group.getKey());
        out.writeLong(group.getValue().count);
        out.writeInt(group.getValue().examples.size());
        for (String example : group.getValue().examples) {
          out.writeUTF(example);
        }
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException also when it names a finding that this version does not know
   */
  public static Findings read(DataInput in) throws IOException {
    Findings findings = new Findings();
    for (int finding = in.readInt(); finding > 0; finding--) {
      Finding known = finding(in.readUTF());
      for (int kind = in.readInt(); kind > 0; kind--) {
        String name = in.readUTF();
        long count = in.readLong();
        List<String> examples = new ArrayList<>();
        for (int example = in.readInt(); example > 0; example--) {
          examples.add(in.readUTF());
        }
        findings.add(known, name, count, examples);
      }
    }
    return findings;
  }

  private static Finding finding(String name) throws IOException {
    try {
      return Finding.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IOException("unknown finding " + name, e);
    }
  }

  private static String shortened(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }
}
