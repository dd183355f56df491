package dev.byol.trainer.data.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.data.account.DataAccount.ClassCount;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said of more classes than go into a line. */
class ManyClassesTest {
  @Test
  void classesOfOneSizeAreSaidToHaveIt() {
    assertThat(account(120, 120).lines().get(0))
        .endsWith("15 classes of 120 pictures each: class 0, ..., class 14");
  }

  @Test
  void ofClassesOfSeveralSizesTheSmallestAndTheLargestAreTold() {
    assertThat(account(7, 120).lines().get(0))
        .endsWith("15 classes of 7 to 120 pictures: class 0, ..., class 14");
  }

  private static DataAccount account(int first, int others) {
    List<ClassCount> classes =
        IntStream.range(0, 15)
            .mapToObj(i -> new ClassCount("class " + i, i == 0 ? first : others))
            .toList();
    return new DataAccount("image folder", 1800, classes, "", new Findings(), List.of());
  }
}
