package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What some pictures of a split are, evenly spread: formats by content, sizes, and which are
 * damaged.
 *
 * @param looked pictures that were read
 * @param kinds how many of each format, by the first bytes
 * @param widths of those that could be decoded, ascending
 * @param heights likewise
 * @param damaged what is wrong with the others, a sentence each
 */
public record PictureSurvey(
    int looked,
    Map<String, Integer> kinds,
    List<Integer> widths,
    List<Integer> heights,
    List<String> damaged) {

  public PictureSurvey {
    kinds = new TreeMap<>(kinds);
    widths = widths.stream().sorted().toList();
    heights = heights.stream().sorted().toList();
    damaged = List.copyOf(damaged);
  }

  private static final int AHEAD = 64;

  /** Reads and decodes at most {@code most} pictures. */
  public static PictureSurvey of(PictureSource source, int most, PictureDecoder decoder) {
    Map<String, Integer> kinds = new TreeMap<>();
    List<Integer> widths = new ArrayList<>();
    List<Integer> heights = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    int count = Math.min(most, source.size());
    int[] spread =
        IntStream.range(0, count).map(i -> (int) ((long) i * source.size() / count)).toArray();
    Arrays.stream(spread).limit(AHEAD).forEach(source::willNeed);
    for (int i = 0; i < count; i++) {
      if (i + AHEAD < count) {
        source.willNeed(spread[i + AHEAD]);
      }
      try {
        byte[] content = source.content(spread[i]);
        Optional<PictureFormat> format = PictureFormat.of(content);
        RgbImage image =
            format.isPresent()
                ? decoder.decode(content, source.name(spread[i]))
                : source.read(spread[i], decoder);
        widths.add(image.width());
        heights.add(image.height());
        kinds.merge(format.map(Enum::name).orElse("raw pixels"), 1, Integer::sum);
      } catch (DamagedPictureException e) {
        damaged.add(e.getMessage());
      }
    }
    return new PictureSurvey(count, kinds, widths, heights, damaged);
  }

  /** The survey in a line. */
  public String inWords() {
    String formats =
        kinds.entrySet().stream()
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(Collectors.joining(", "));
    String sizes =
        widths.isEmpty()
            ? ""
            : String.format(Locale.ROOT, "; width %s, height %s", range(widths), range(heights));
    String bad = damaged.isEmpty() ? "" : "; %d damaged".formatted(damaged.size());
    return "of %d looked at: %s%s%s"
        .formatted(looked, formats.isEmpty() ? "none can be decoded" : formats, sizes, bad);
  }

  private static String range(List<Integer> sorted) {
    int least = sorted.get(0);
    int most = sorted.get(sorted.size() - 1);
    return least == most
        ? String.valueOf(least)
        : "%d to %d, median %d".formatted(least, most, sorted.get(sorted.size() / 2));
  }
}
