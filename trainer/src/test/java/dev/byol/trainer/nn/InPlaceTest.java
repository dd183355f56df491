package dev.byol.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.engine.BatchNormSpec.Activation;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InPlaceTest {
  private final GraphBuilder builder = GraphBuilder.forImages(8, 8);
  private final int stem = builder.convolution("stem", builder.input(), 4, 3, 1);
  private final int first = builder.batchNorm("first", stem, Activation.RELU);
  private final int inner = builder.convolution("inner", first, 4, 3, 1);
  private final int last =
      builder.batchNorm("last", inner, Optional.of(first), Activation.RELU, Initialiser.ONES);

  @Test
  void withoutGradientsABatchNormWritesOverItsInput() {
    int[] owners = InPlace.values(builder.graph(), Set.of());

    assertThat(owners[first]).isEqualTo(stem);
    assertThat(owners[last]).isEqualTo(inner);
    assertThat(owners[inner]).isEqualTo(inner);
  }

  @Test
  void aKeptValueIsNotWrittenOver() {
    assertThat(InPlace.values(builder.graph(), Set.of(inner))[last]).isEqualTo(last);
    assertThat(InPlace.gradients(builder.graph(), Set.of(first))[first]).isEqualTo(first);
  }

  @Test
  void aValueThatIsReadLaterIsNotWrittenOver() {
    int sum = builder.add(last, inner);

    assertThat(InPlace.values(builder.graph(), Set.of())[last]).isEqualTo(last);
    assertThat(InPlace.gradients(builder.graph(), Set.of())[sum]).isEqualTo(sum);
  }

  @Test
  void theResidualsGradientIsTheOutputsAndTheInputsIsItsOwn() {
    int[] owners = InPlace.gradients(builder.graph(), Set.of());

    assertThat(owners[first]).isEqualTo(last);
    assertThat(owners[inner]).isEqualTo(inner);
    assertThat(owners[stem]).as("through the batch norm before it").isEqualTo(last);
  }

  @Test
  void theInputOfTheGraphStaysAsItIs() {
    GraphBuilder alone = GraphBuilder.forImages(8, 8);
    int normalised = alone.batchNorm("alone", alone.input(), Activation.NONE);

    assertThat(InPlace.values(alone.graph(), Set.of())[normalised]).isEqualTo(normalised);
    assertThat(InPlace.gradients(alone.graph(), Set.of())[0]).isZero();
  }
}
