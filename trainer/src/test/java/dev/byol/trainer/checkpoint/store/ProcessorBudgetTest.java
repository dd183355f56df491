package dev.byol.trainer.checkpoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcessorBudgetTest {
  private static final double SHARE = 0.02;

  @Test
  void whatWasUsedIsOwedFiftyfoldAtTwoPercent() {
    ProcessorBudget budget = new ProcessorBudget(SHARE, 1000, 7);

    assertThat(budget.owed(1000, 17)).isEqualTo(500);
  }

  @Test
  void timeThatPassedMeanwhileIsPartOfTheRest() {
    ProcessorBudget budget = new ProcessorBudget(SHARE, 0, 0);

    assertThat(budget.owed(400, 10)).isEqualTo(100);
  }

  @Test
  void restsThatWereNotTakenAddUp() {
    ProcessorBudget budget = new ProcessorBudget(SHARE, 0, 0);
    budget.owed(0, 1);

    assertThat(budget.owed(0, 2)).isEqualTo(100);
  }

  @Test
  void aSlowStretchIsNotFollowedByABurst() {
    ProcessorBudget budget = new ProcessorBudget(SHARE, 0, 0);

    assertThat(budget.owed(1_000_000, 1)).isZero();
    assertThat(budget.owed(1_000_000, 2)).isEqualTo(50);
  }

  @Test
  void whatIsForgivenIsNotOwed() {
    ProcessorBudget budget = new ProcessorBudget(SHARE, 0, 0);
    budget.owed(0, 1_000);
    budget.forgive(10, 2_000);

    assertThat(budget.owed(10, 2_001)).isEqualTo(50);
  }

  @Test
  void workThatRestsAsItOwesUsesItsShareAndNoMore() {
    Random random = new Random(3);
    ProcessorBudget budget = new ProcessorBudget(SHARE, 0, 0);
    long now = 0;
    long spent = 0;
    for (int piece = 0; piece < 1000; piece++) {
      int used = random.nextInt(5_000);
      spent += used;
      // Threads beside it may use more than passes.
      now += used / 2;
      now += budget.owed(now, spent);
    }

    assertThat((double) spent / now).isBetween(SHARE * 0.999, SHARE * 1.001);
  }

  @Test
  void aShareOfNothingIsRefused() {
    assertThatThrownBy(() -> new ProcessorBudget(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be above 0");
  }
}
