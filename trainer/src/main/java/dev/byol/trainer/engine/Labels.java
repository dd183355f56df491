package dev.byol.trainer.engine;

/** The classes of a lane's pictures, where its engine computes. */
public interface Labels {
  /**
   * Takes the classes of the lane's pictures.
   *
   * @param classes by picture, each at least 0
   * @param from the lane's first picture
   */
  void take(int[] classes, int from);
}
