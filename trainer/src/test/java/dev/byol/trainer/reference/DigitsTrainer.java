package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.augment.CounterRandom;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewPipeline;
import dev.byol.trainer.augment.ViewPolicy;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.StepInput;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains on the digits as a convergence case says: our initialisation, crops, augmentations and
 * step, with random numbers of our own.
 */
final class DigitsTrainer implements ConvergenceCheck.Trainer {
  @Override
  public TrainingCurve train(ReferenceCase testCase, Digits digits, long seed) {
    JsonNode config = testCase.info().get("config");
    CaseExperiment experiment = new CaseExperiment(config);
    int batch = experiment.batch();
    ByolNetwork network = ByolNetwork.of(experiment.network());
    int steps = experiment.experiment().get("max_steps").asInt();
    double[] losses = new double[steps];
    Feed feed =
        new Feed(
            digits, config.get("train_images").asInt(), config.get("image_size").asInt(), seed);
    try (Engine engine = EngineUnderTest.start(Precision.FLOAT32);
        TrainStep step =
            new TrainStep(
                engine,
                network,
                TrainState.initialise(engine, network, seed),
                experiment.hyperparameters(),
                Collectives.solo(),
                batch,
                1)) {
      for (int i = 0; i < steps; i++) {
        losses[i] =
            step.prepare(i, feed.next(batch)).vote(Collectives.solo()).commit().regressionLoss();
      }
    }
    return new TrainingCurve(seed, Map.of("repr_loss", losses));
  }

  /** Batches in an order drawn anew for each epoch, the ragged rest of an epoch left out. */
  private static final class Feed {
    private final Digits digits;
    private final int size;
    private final long seed;
    private final int[] order;
    private final SplittableRandom random;
    private final ViewPipeline first;
    private final ViewPipeline second;
    private final Scratch scratch = new Scratch();
    private int cursor;
    private int epoch = -1;

    Feed(Digits digits, int pictures, int size, long seed) {
      this.digits = digits;
      this.size = size;
      this.seed = seed;
      this.order = new int[pictures];
      Arrays.setAll(order, i -> i);
      this.random = new SplittableRandom(1000 + seed);
      this.first = new ViewPipeline(ViewPolicy.view1(), size);
      this.second = new ViewPipeline(ViewPolicy.view2(), size);
      this.cursor = pictures;
    }

    StepInput next(int batch) {
      if (cursor + batch > order.length) {
        shuffle();
        cursor = 0;
        epoch++;
      }
      int perPicture = size * size * 3;
      float[] view1 = new float[batch * perPicture];
      float[] view2 = new float[batch * perPicture];
      int[] labels = new int[batch];
      for (int i = 0; i < batch; i++) {
        int sample = order[cursor + i];
        RgbImage picture = new RgbImage(Digits.SIDE, Digits.SIDE, digits.pixels()[sample]);
        labels[i] = digits.labels()[sample];
        first.apply(
            picture,
            CounterRandom.of(seed, epoch, sample, View.VIEW1),
            scratch,
            view1,
            i * perPicture);
        second.apply(
            picture,
            CounterRandom.of(seed, epoch, sample, View.VIEW2),
            scratch,
            view2,
            i * perPicture);
      }
      cursor += batch;
      return new StepInput(batch, view1, view2, labels);
    }

    private void shuffle() {
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
    }
  }
}
