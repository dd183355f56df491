import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Writes the shards of this folder from the digits of the tests. From the root of the repository:
 *
 * <pre>
 * java examples/data/digits/MakeDigits.java trainer/src/test/resources/reference/digits.npz examples/data/digits
 * </pre>
 *
 * Every 8x8 picture of 0..16 becomes a PNG of 32x32 RGB pixels: floor(v * 255 / 16 + 0.5), each
 * pixel repeated 4x4. Pictures 0 to 1499 are for training, 1500 to 1796 for testing.
 */
public final class MakeDigits {
  private static final int SIDE = 8;
  private static final int REPEAT = 4;
  private static final int RECORD = 512;

  public static void main(String[] args) throws IOException {
    Map<String, ByteBuffer> arrays = readNpz(Path.of(args[0]));
    ByteBuffer images = arrays.get("images.npy");
    ByteBuffer labels = arrays.get("labels.npy");
    Path folder = Path.of(args[1]);
    write(folder.resolve("digits-train-000000.tar"), "train", images, labels, 0, 750);
    write(folder.resolve("digits-train-000001.tar"), "train", images, labels, 750, 1500);
    write(folder.resolve("digits-test-000000.tar"), "test", images, labels, 1500, 1797);
  }

  private static void write(
      Path file, String split, ByteBuffer images, ByteBuffer labels, int from, int to)
      throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      String key = split + "%06d".formatted(i);
      add(tar, key + ".png", png(images, i));
      add(tar, key + ".cls", ascii(String.valueOf(labels.getInt(4 * i))));
    }
    tar.write(new byte[2 * RECORD]);
    Files.write(file, tar.toByteArray());
  }

  private static byte[] png(ByteBuffer images, int picture) throws IOException {
    int side = SIDE * REPEAT;
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int y = 0; y < side; y++) {
      rows.write(0);
      for (int x = 0; x < side; x++) {
        int value = images.get((picture * SIDE + y / REPEAT) * SIDE + x / REPEAT);
        int level = (int) Math.floor(value * 255 / 16.0 + 0.5);
        rows.write(level);
        rows.write(level);
        rows.write(level);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    byte[] header =
        ByteBuffer.allocate(13).putInt(side).putInt(side).put(new byte[] {8, 2, 0, 0, 0}).array();
    chunk(png, "IHDR", header);
    chunk(png, "IDAT", deflate(rows.toByteArray()));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] body)
      throws IOException {
    DataOutputStream out = new DataOutputStream(png);
    CRC32 crc = new CRC32();
    crc.update(ascii(type));
    crc.update(body);
    out.writeInt(body.length);
    out.write(ascii(type));
    out.write(body);
    out.writeInt((int) crc.getValue());
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] out = new byte[bytes.length + 64];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  /** Appends a file with nothing in its header that depends on time, user or machine. */
  private static void add(ByteArrayOutputStream tar, String name, byte[] body) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(RECORD);
    header.put(0, ascii(name));
    header.put(100, ascii("0000644\0" + "0000000\0" + "0000000\0"));
    header.put(124, ascii("%011o\0".formatted(body.length) + "00000000000\0" + "        0"));
    header.put(257, ascii("ustar\0" + "00"));
    int sum = 0;
    for (byte b : header.array()) {
      sum += b & 0xFF;
    }
    header.put(148, ascii("%06o\0 ".formatted(sum)));
    tar.write(header.array());
    tar.write(body);
    tar.write(new byte[(RECORD - body.length % RECORD) % RECORD]);
  }

  /** The values of each array, after its header. */
  private static Map<String, ByteBuffer> readNpz(Path file) throws IOException {
    Map<String, ByteBuffer> arrays = new HashMap<>();
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        ByteBuffer npy = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        int start = 10 + npy.getShort(8);
        arrays.put(
            entry.getName(),
            npy.slice(start, npy.capacity() - start).order(ByteOrder.LITTLE_ENDIAN));
      }
    }
    return arrays;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
