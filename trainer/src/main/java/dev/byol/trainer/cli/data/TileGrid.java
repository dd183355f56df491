package dev.byol.trainer.cli.data;

import dev.byol.trainer.augment.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** A table of small pictures with a heading over each column and a caption under each row. */
final class TileGrid {
  private static final int GAP = 6;
  private static final int TEXT_SCALE = 2;
  private static final int TEXT_HEIGHT = PixelFont.HEIGHT * TEXT_SCALE + 4;
  private static final int BACKGROUND = 0xffffff;
  private static final int INK = 0x303030;
  private static final String CUT = "..";

  private final int side;
  private final List<String> headings;
  private final List<Row> rows = new ArrayList<>();

  private record Row(String caption, List<BufferedImage> tiles) {}

  /**
   * @param side width and height of a tile in pixels; smaller pictures are enlarged to it, with
   *     their pixels to be seen
   * @param headings of the columns
   */
  TileGrid(int side, List<String> headings) {
    this.side = side;
    this.headings = List.copyOf(headings);
  }

  /** Adds a row. */
  void add(String caption, List<BufferedImage> tiles) {
    if (tiles.size() != headings.size()) {
      throw new IllegalArgumentException(
          tiles.size() + " tiles do not fit " + headings.size() + " columns");
    }
    rows.add(new Row(caption, List.copyOf(tiles)));
  }

  /** Draws the table. */
  BufferedImage draw() {
    int width = GAP + headings.size() * (side + GAP);
    int rowHeight = side + TEXT_HEIGHT + GAP;
    int height = GAP + TEXT_HEIGHT + rows.size() * rowHeight;
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(new java.awt.Color(BACKGROUND));
    graphics.fillRect(0, 0, width, height);
    for (int column = 0; column < headings.size(); column++) {
      text(picture, headings.get(column), x(column), GAP, side);
    }
    for (int row = 0; row < rows.size(); row++) {
      int y = GAP + TEXT_HEIGHT + row * rowHeight;
      List<BufferedImage> tiles = rows.get(row).tiles();
      for (int column = 0; column < tiles.size(); column++) {
        drawFitted(graphics, tiles.get(column), x(column), y);
      }
      text(picture, rows.get(row).caption(), GAP, y + side + 2, width - 2 * GAP);
    }
    graphics.dispose();
    return picture;
  }

  /** A decoded picture as a tile. */
  static BufferedImage tile(RgbImage image) {
    var tile = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] pixels = image.pixels();
    for (int i = 0; i < image.width() * image.height(); i++) {
      int rgb =
          (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | pixels[3 * i + 2] & 0xff;
      tile.setRGB(i % image.width(), i / image.width(), rgb);
    }
    return tile;
  }

  /**
   * A view as a tile.
   *
   * @param view {@code [side, side, 3]} float32 in [0, 1], row-major
   */
  static BufferedImage tile(float[] view, int side) {
    var tile = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | Math.round(255 * view[3 * i + channel]);
      }
      tile.setRGB(i % side, i / side, rgb);
    }
    return tile;
  }

  private int x(int column) {
    return GAP + column * (side + GAP);
  }

  private void drawFitted(Graphics2D graphics, BufferedImage tile, int x, int y) {
    double scale = (double) side / Math.max(tile.getWidth(), tile.getHeight());
    int width = Math.max(1, (int) Math.round(scale * tile.getWidth()));
    int height = Math.max(1, (int) Math.round(scale * tile.getHeight()));
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        scale >= 1
            ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
            : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(tile, x + (side - width) / 2, y + (side - height) / 2, width, height, null);
  }

  private static void text(BufferedImage picture, String text, int x, int y, int room) {
    int fits = room / (PixelFont.WIDTH * TEXT_SCALE);
    PixelFont.draw(picture, fitted(text, fits), x, y, TEXT_SCALE, INK);
  }

  /** The beginning of a text that is too long, with dots where it goes on. */
  static String fitted(String text, int characters) {
    return text.length() <= characters
        ? text
        : text.substring(0, Math.max(0, characters - CUT.length())) + CUT;
  }
}
