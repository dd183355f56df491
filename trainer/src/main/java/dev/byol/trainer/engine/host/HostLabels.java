package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Labels;

/**
 * Classes on the heap.
 *
 * @param classes one for each picture of the lane
 */
record HostLabels(int[] classes) implements Labels {
  static HostLabels of(int images) {
    return new HostLabels(new int[images]);
  }

  @Override
  public void take(int[] all, int from) {
    System.arraycopy(all, from, classes, 0, classes.length);
  }
}
