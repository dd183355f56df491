package dev.byol.trainer.collective.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.link.LinkException;
import dev.byol.trainer.collective.sum.FloatSummand;
import dev.byol.trainer.collective.sum.Summand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ranks in one thread, so that a test says who is how far. */
class SharedAllReduceTest {
  private static final long BROADCAST = OperationMark.of(FrameType.BROADCAST);
  private static final long ALL_GATHER = OperationMark.of(FrameType.ALL_GATHER);

  private SharedArea area;

  @BeforeEach
  void map(@TempDir Path folder) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("area"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(SharedArea.bytes(2)));
      area = new SharedArea(file, 2);
    }
  }

  @Test
  void aRankThatIsTwoOperationsFurtherOnHasTakenPart() throws LinkException {
    float[] late = {2};
    SharedAllReduce ofLate = begin(1, late);
    assertThat(begin(0, new float[] {1}).advance()).isTrue();
    area.announce(0, 2, BROADCAST);
    area.announce(0, 3, ALL_GATHER);

    assertThat(ofLate.advance()).isTrue();
    assertThat(late).containsExactly(3);
  }

  @Test
  void aRankThatIsPastItWithoutTakingPartIsNamed() throws LinkException {
    SharedAllReduce waiting = begin(1, new float[] {2});
    area.announce(0, 1, BROADCAST);
    area.announce(0, 2, BROADCAST);
    area.announce(0, 3, ALL_GATHER);

    assertThatThrownBy(waiting::advance)
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("is at all-gather while this rank is at all-reduce");
  }

  @Test
  void aRankAtAnotherOperationIsNamed() throws LinkException {
    SharedAllReduce waiting = begin(1, new float[] {2});
    assertThat(waiting.advance()).isFalse();
    area.announce(0, 1, ALL_GATHER);

    assertThatThrownBy(waiting::advance)
        .hasMessageContaining("is at all-gather while this rank is at all-reduce");
  }

  private SharedAllReduce begin(int rank, float[] vector) {
    Summand summand = new FloatSummand(FloatBuffer.wrap(vector));
    long mark = OperationMark.of(summand);
    area.announce(rank, 1, mark);
    return new SharedAllReduce(area, rank, 2, summand, 1, mark, 0);
  }
}
