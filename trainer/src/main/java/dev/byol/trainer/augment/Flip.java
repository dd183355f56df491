package dev.byol.trainer.augment;

/** The mirror image of a picture, left to right. */
public final class Flip {
  private Flip() {}

  /** Left becomes right. */
  public static void horizontalInPlace(Planes planes) {
    for (int c = 0; c < 3; c++) {
      float[] plane = planes.plane(c);
      for (int y = 0; y < planes.height(); y++) {
        int left = y * planes.width();
        for (int right = left + planes.width() - 1; left < right; left++, right--) {
          float value = plane[left];
          plane[left] = plane[right];
          plane[right] = value;
        }
      }
    }
  }

  /** Top becomes bottom. */
  public static void verticalInPlace(Planes planes) {
    int width = planes.width();
    for (int c = 0; c < 3; c++) {
      float[] plane = planes.plane(c);
      int top = 0;
      for (int bottom = (planes.height() - 1) * width;
          top < bottom;
          bottom -= width, top += width) {
        for (int x = 0; x < width; x++) {
          float value = plane[top + x];
          plane[top + x] = plane[bottom + x];
          plane[bottom + x] = value;
        }
      }
    }
  }
}
