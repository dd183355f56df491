package dev.byol.trainer.data;

/** Which pictures make up which batch; a pure function of the step. */
sealed interface BatchPlan {
  /** The largest {@link #count}. */
  int capacity();

  /** Views of each picture: 1 or 2. */
  int views();

  /** Pictures in the batch of {@code step}; 0 after the last. */
  int count(long step);

  /** The {@code i}-th picture of the batch, as an index of the source. */
  int picture(long step, int i);

  /** The epoch of the {@code i}-th picture of the batch. */
  long epoch(long step, int i);

  /** One worker's share of the global batches, which are positions [k B, (k+1) B) at step k. */
  record Training(SampleOrder order, int globalBatch, Share share) implements BatchPlan {
    public Training {
      if (share.count() < 1 || share.end() > globalBatch) {
        throw new IllegalArgumentException(
            "share %s is no part of a global batch of %d with at least one picture"
                .formatted(share, globalBatch));
      }
    }

    @Override
    public int capacity() {
      return share.count();
    }

    @Override
    public int views() {
      return 2;
    }

    @Override
    public int count(long step) {
      return share.count();
    }

    @Override
    public int picture(long step, int i) {
      return order.index(position(step, i));
    }

    @Override
    public long epoch(long step, int i) {
      return order.epoch(position(step, i));
    }

    private long position(long step, int i) {
      return step * globalBatch + share.start() + i;
    }
  }

  /** {@code pictures} of a split of {@code size}, evenly spread; the last batch may be smaller. */
  record Evaluation(int size, int pictures, int batch) implements BatchPlan {
    public Evaluation {
      if (batch < 1 || pictures < 1 || pictures > size) {
        throw new IllegalArgumentException(
            "%d pictures of %d in batches of %d".formatted(pictures, size, batch));
      }
    }

    @Override
    public int capacity() {
      return Math.min(batch, pictures);
    }

    @Override
    public int views() {
      return 1;
    }

    @Override
    public int count(long step) {
      return (int) Math.max(0, Math.min(batch, pictures - step * batch));
    }

    @Override
    public int picture(long step, int i) {
      return (int) ((step * batch + i) * size / pictures);
    }

    @Override
    public long epoch(long step, int i) {
      return 0;
    }
  }
}
