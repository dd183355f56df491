package dev.byol.trainer.data;

/**
 * The binary versions of CIFAR (Krizhevsky 2009, "CIFAR-10 binary version" and "CIFAR-100 binary
 * version"): records of label bytes and 3072 bytes, the red, green and blue planes of 32x32.
 */
enum CifarLayout {
  CIFAR10(1, 10, "batches.meta.txt", "data_batch_*.bin", "test_batch.bin"),
  /** A coarse label comes before the fine one; the fine one is used. */
  CIFAR100(2, 100, "fine_label_names.txt", "train.bin", "test.bin");

  static final int SIDE = 32;
  static final int PLANE = SIDE * SIDE;

  final int labelBytes;
  final int classes;
  final String namesFile;
  final String trainFiles;
  final String testFile;

  CifarLayout(int labelBytes, int classes, String namesFile, String trainFiles, String testFile) {
    this.labelBytes = labelBytes;
    this.classes = classes;
    this.namesFile = namesFile;
    this.trainFiles = trainFiles;
    this.testFile = testFile;
  }

  int recordBytes() {
    return labelBytes + 3 * PLANE;
  }
}
