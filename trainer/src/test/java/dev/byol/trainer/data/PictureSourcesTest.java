package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.open;
import static dev.byol.trainer.data.DataFixtures.png;
import static dev.byol.trainer.data.DataFixtures.tar;
import static dev.byol.trainer.data.DataFixtures.text;
import static dev.byol.trainer.data.DataFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSourcesTest {
  @TempDir Path folder;

  @Test
  void subfoldersOfAnImageFolderAreItsClasses() throws Exception {
    write(folder.resolve("dog/b.png"), png(3));
    write(folder.resolve("cat/nested/z.PNG"), png(2));
    write(folder.resolve("cat/a.png"), png(1));
    write(folder.resolve("cat/notes.txt"), text("no picture"));
    write(folder.resolve(".hidden/c.png"), png(9));
    PictureSource source = open(DataFormat.IMAGE_FOLDER, folder);
    assertThat(source.classNames()).containsExactly("cat", "dog");
    assertThat(numbers(source)).containsExactly(1, 2, 3);
    assertThat(labels(source)).containsExactly(0, 0, 1);
    assertThat(source.name(1)).endsWith("cat/nested/z.PNG");
  }

  @Test
  void anImageFolderWithoutSubfoldersIsLabelFree() throws Exception {
    write(folder.resolve("b.png"), png(2));
    write(folder.resolve("a.png"), png(1));
    PictureSource source = open(DataFormat.IMAGE_FOLDER, folder);
    assertThat(source.classNames()).isEmpty();
    assertThat(labels(source)).containsExactly(-1, -1);
    assertThat(numbers(source)).containsExactly(1, 2);
    assertThat(LabelSummary.of(source).whyNoProbes())
        .hasValueSatisfying(why -> assertThat(why).contains("no labels"));
  }

  @Test
  void dataOfOneClassSaysWhyProbesCannotRun() throws Exception {
    write(folder.resolve("cat/a.png"), png(1));
    assertThat(LabelSummary.of(open(DataFormat.IMAGE_FOLDER, folder)).whyNoProbes())
        .hasValueSatisfying(why -> assertThat(why).contains("at least 2"));
    write(folder.resolve("dog/a.png"), png(1));
    assertThat(LabelSummary.of(open(DataFormat.IMAGE_FOLDER, folder)).whyNoProbes()).isEmpty();
  }

  @Test
  void whatIsWrongWithAnImageFolderIsSaid() throws Exception {
    assertRefused(DataFormat.IMAGE_FOLDER, folder.resolve("nowhere"), "does not exist");
    assertRefused(DataFormat.IMAGE_FOLDER, folder, "holds no picture");
    write(folder.resolve("a.png"), png(1));
    assertRefused(DataFormat.IMAGE_FOLDER, folder.resolve("a.png"), "is a file");
    Files.createDirectory(folder.resolve("cat"));
    assertRefused(DataFormat.IMAGE_FOLDER, folder, "both pictures");
    Files.delete(folder.resolve("a.png"));
    assertRefused(DataFormat.IMAGE_FOLDER, folder, "class folder");
    write(folder.resolve("cat/notes.txt"), text("x"));
    assertRefused(DataFormat.IMAGE_FOLDER, folder, "1 .txt");
  }

  @Test
  void shardsGiveTheirSamplesInOrderWithLabelsAndNames() throws Exception {
    write(folder.resolve("t-000000.tar"), tar(samples(0, 5)));
    write(folder.resolve("t-000001.tar"), tar(samples(5, 9)));
    write(folder.resolve("classes.json"), text("[\"zero\", \"one\", \"two\", \"three\"]"));
    for (String location :
        List.of(
            "t-{000000..000001}.tar", "t-*.tar", "t-00000?.tar", "", "{t-000000,t-000001}.tar")) {
      PictureSource source =
          PictureSources.open(
              DataFormat.WEBDATASET,
              location.isEmpty() ? folder.toString() : folder + "/" + location,
              new LocalFiles());
      assertThat(numbers(source)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(labels(source)).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2);
      assertThat(source.classNames()).containsExactly("zero", "one", "two", "three");
      assertThat(source.name(6)).contains("sample6").endsWith("t-000001.tar");
    }
  }

  @Test
  void keysMayBeLongDeepAndHaveOtherFilesBesideThem() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    String key = "deep/" + "long".repeat(60) + "é";
    files.put("__meta__", text("{}"));
    files.put(key + ".cls", text(" 3\n"));
    files.put(key + ".seg.png", text("a mask"));
    files.put(key + ".JPEG", png(77));
    files.put("only.txt", text("no picture"));
    files.put("b.json", text("{\"label\": 2, \"width\": 3}"));
    files.put("b.png", png(78));
    PictureSource source = open(DataFormat.WEBDATASET, write(folder.resolve("a.tar"), tar(files)));
    assertThat(numbers(source)).containsExactly(77, 78);
    assertThat(labels(source)).containsExactly(3, 2);
    assertThat(source.name(0)).startsWith(key);
    assertThat(source.classNames()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void shardsWithoutLabelsAreLabelFree() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.png", png(1));
    files.put("a.json", text("{\"caption\": \"x\"}"));
    files.put("b.png", png(2));
    PictureSource source = open(DataFormat.WEBDATASET, write(folder.resolve("a.tar"), tar(files)));
    assertThat(labels(source)).containsExactly(-1, -1);
    assertThat(source.classNames()).isEmpty();
  }

  @Test
  void whatIsWrongWithAShardIsSaid() throws Exception {
    Path shard = folder.resolve("a.tar");
    assertRefused(DataFormat.WEBDATASET, shard, "does not exist");
    assertRefused(DataFormat.WEBDATASET, folder, "holds no .tar");
    assertRefused(DataFormat.WEBDATASET, folder.resolve("b-*.tar"), "nothing matches");
    assertRefused(DataFormat.WEBDATASET, folder.resolve("b-{3..1}.tar"), "must go up");
    assertRefused(DataFormat.WEBDATASET, folder.resolve("b-{1..999999999}.tar"), "at most");
    assertShardRefused(new byte[0], "empty");
    assertShardRefused(text("this is no tar file ".repeat(100)), "not a tar file");
    assertShardRefused(new byte[] {0x1F, (byte) 0x8B, 8, 0}, "gzip");
    assertShardRefused(tar(Map.of("readme.txt", text("x"))), "holds no picture");
    byte[] whole = tar(samples(0, 3));
    assertShardRefused(java.util.Arrays.copyOf(whole, 700), "cut short");
    assertShardRefused(java.util.Arrays.copyOf(whole, 6 * 1024), "cut short");
    for (String label : List.of("cat", "", "1.5", "-2", "100000", "99999999999999999999")) {
      assertShardRefused(labelled(label), "label");
    }
    Map<String, byte[]> mixed = new LinkedHashMap<>(samples(0, 2));
    mixed.put("free.png", png(5));
    assertShardRefused(tar(mixed), "label all samples or none");
    Map<String, byte[]> twice = new LinkedHashMap<>();
    twice.put("a.png", png(5));
    twice.put("a.jpg", png(5));
    assertShardRefused(tar(twice), "two pictures");
    write(folder.resolve("classes.json"), text("[\"one\"]"));
    assertShardRefused(labelled("1"), "out of range");
    write(folder.resolve("classes.json"), text("{\"one\": 1}"));
    assertShardRefused(labelled("0"), "JSON array");
  }

  @Test
  void cifarRecordsAreLabelsThenPlanes() throws Exception {
    byte[] two = new byte[2 * 3073];
    two[0] = 4;
    two[1] = 10;
    two[1 + 1024] = 20;
    two[1 + 2048 + 1023] = 30;
    two[3073] = 9;
    two[3073 + 1 + 33] = (byte) 200;
    write(folder.resolve("data_batch_1.bin"), two);
    write(folder.resolve("data_batch_2.bin"), two);
    PictureSource source =
        PictureSources.open(
            DataFormat.CIFAR10, folder + "/data_batch_{1..2}.bin", new LocalFiles());
    assertThat(labels(source)).containsExactly(4, 9, 4, 9);
    assertThat(source.classNames()).hasSize(10);
    byte[] pixels = read(source, 2);
    assertThat(pixels).hasSize(3072);
    assertThat(pixels[0]).isEqualTo((byte) 10);
    assertThat(pixels[1]).isEqualTo((byte) 20);
    assertThat(pixels[3071]).isEqualTo((byte) 30);
    assertThat(read(source, 3)[3 * 33]).isEqualTo((byte) 200);
    assertThat(source.name(3)).contains("record 1").contains("data_batch_2.bin");
  }

  @Test
  void cifar100UsesTheFineLabelAndItsNames() throws Exception {
    byte[] one = new byte[3074];
    one[0] = 19;
    one[1] = 99;
    write(folder.resolve("train.bin"), one);
    write(folder.resolve("fine_label_names.txt"), text("name\n".repeat(100)));
    PictureSource source = open(DataFormat.CIFAR100, folder.resolve("train.bin"));
    assertThat(labels(source)).containsExactly(99);
    assertThat(source.classNames()).hasSize(100).contains("name");
  }

  @Test
  void whatIsWrongWithCifarFilesIsSaid() throws Exception {
    assertRefused(DataFormat.CIFAR10, folder, "name the files");
    write(folder.resolve("a.bin"), new byte[3074]);
    assertRefused(DataFormat.CIFAR10, folder.resolve("a.bin"), "no whole number");
    byte[] bad = new byte[3073];
    bad[0] = 10;
    write(folder.resolve("a.bin"), bad);
    assertRefused(DataFormat.CIFAR10, folder.resolve("a.bin"), "out of range");
  }

  @Test
  void aMillionPicturesTakeLittleMemory() {
    ShardIndex index = new ShardIndex();
    System.gc();
    long before = used();
    for (int i = 0; i < 1_000_000; i++) {
      index.add(i / 10_000, "n01440764/n01440764_" + i, 110_000L * i, 109_000, i % 1000);
    }
    System.gc();
    assertThat(used() - before).isLessThan(100L << 20);
    assertThat(index.key(999_999)).isEqualTo("n01440764/n01440764_999999");
    assertThat(index.size()).isEqualTo(1_000_000);
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  static Map<String, byte[]> samples(int from, int to) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      files.put("sample" + i + ".png", png(i));
      files.put("sample" + i + ".cls", text(String.valueOf(i % 3)));
    }
    return files;
  }

  private static byte[] labelled(String label) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.png", png(1));
    files.put("a.cls", text(label));
    return tar(files);
  }

  private void assertShardRefused(byte[] bytes, String why) throws IOException {
    write(folder.resolve("a.tar"), bytes);
    assertRefused(DataFormat.WEBDATASET, folder.resolve("a.tar"), why);
  }

  private static void assertRefused(DataFormat format, Path location, String why) {
    assertThatThrownBy(() -> open(format, location))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  static List<Integer> numbers(PictureSource source) throws DamagedPictureException {
    List<Integer> numbers = new ArrayList<>();
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      for (int i = 0; i < source.size(); i++) {
        numbers.add(DataFixtures.number(source.read(i, decoder)));
      }
    }
    return numbers;
  }

  private static List<Integer> labels(PictureSource source) {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      labels.add(source.label(i));
    }
    return labels;
  }

  private static byte[] read(PictureSource source, int index) throws DamagedPictureException {
    try (PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT)) {
      return source.read(index, decoder).pixels();
    }
  }
}
