package dev.byol.trainer.data;

/** How a data set is laid out. */
public enum DataFormat {
  /** Picture files; each subfolder is a class, without subfolders the data are label-free. */
  IMAGE_FOLDER,
  /** Tar shards with {@code KEY.jpg} and, for labelled data, {@code KEY.cls} beside it. */
  WEBDATASET,
  /** The binary version of CIFAR-10. */
  CIFAR10,
  /** The binary version of CIFAR-100, with its fine labels. */
  CIFAR100
}
