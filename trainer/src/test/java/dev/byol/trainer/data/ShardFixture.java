package dev.byol.trainer.data;

import static dev.byol.trainer.data.DataFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.api.spec.data.KeyEnd;
import dev.byol.trainer.data.account.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** Shards, opened with settings of all kinds. */
abstract class ShardFixture {
  static final SourceSettings PLAIN = SourceSettings.defaults();

  @TempDir Path folder;

  static SourceSettings with(KeyEnd end, String member) {
    return new SourceSettings(
        end, Optional.ofNullable(member), OptionalInt.empty(), Set.of(), 0.01);
  }

  static SourceSettings withClasses(int classes) {
    return new SourceSettings(
        KeyEnd.FIRST_DOT, Optional.empty(), OptionalInt.of(classes), Set.of(), 0.01);
  }

  static SourceSettings accepting(DataDoubt doubt) {
    return new SourceSettings(
        KeyEnd.FIRST_DOT, Optional.empty(), OptionalInt.empty(), Set.of(doubt), 0.01);
  }

  PictureSource open(byte[] tar, SourceSettings settings) throws Exception {
    return at(write(folder.resolve("only/a.tar"), tar).toString(), settings);
  }

  static PictureSource at(String location, SourceSettings settings) {
    return PictureSources.open(DataFormat.WEBDATASET, location, new LocalFiles(), settings);
  }

  static String refusal(PictureSource source) {
    List<Problem> problems = source.account().problems();
    assertThat(problems).isNotEmpty();
    return String.join("\n", problems.stream().map(Problem::sentence).toList());
  }
}
