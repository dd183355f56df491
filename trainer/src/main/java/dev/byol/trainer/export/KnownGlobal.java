package dev.byol.trainer.export;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names that a pickle may refer to. Each stands for something of ours; what is not matched here
 * is refused. The modules have moved over the years, hence patterns.
 */
enum KnownGlobal {
  /** {@code dill}: a class of named tuples from name, fields and module. */
  CREATE_NAMED_TUPLE("dill\\.(_dill|dill) _create_namedtuple"),
  /** {@code dill}: an array from NumPy's own reduction of it. */
  CREATE_ARRAY("dill\\.(_dill|dill) _create_array"),
  /** NumPy: an empty array that its state fills. */
  RECONSTRUCT("numpy\\.(core|_core)\\.multiarray _reconstruct"),
  /** NumPy: a number from type and bytes. */
  SCALAR("numpy\\.(core|_core)\\.multiarray scalar"),
  /** NumPy's array class. */
  NDARRAY("numpy ndarray"),
  /** NumPy's element type class. */
  DTYPE("numpy dtype"),
  /** Bytes as Python 3 writes them in protocol 2. */
  ENCODE("_codecs encode"),
  /** JAX: an array around NumPy's reduction of it. */
  JAX_ARRAY(
      "jax\\.(_src\\.array _reconstruct_array|_src\\.device_array reconstruct_device_array"
          + "|interpreters\\.xla (_)?reconstruct_device_array)"),
  /** Haiku's mappings, and Python's ordered one. */
  MAPPING(
      "(haiku\\._src\\.data_structures (FlatMapping|FlatMap|frozendict)"
          + "|collections OrderedDict)"),
  /** The named tuples of the experiment and the optimisers, where a pickle names their class. */
  STATE_TUPLE(
      "(byol\\.(byol_experiment|eval_experiment|utils\\.optimizers)"
          + "|optax\\._src\\.(base|transform)"
          + "|jax\\.experimental\\.optix) _?[A-Za-z]{1,40}State");

  private final Pattern pattern;

  KnownGlobal(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  static Optional<KnownGlobal> of(String module, String name) {
    String both = module + " " + name;
    for (KnownGlobal known : values()) {
      if (known.pattern.matcher(both).matches()) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }
}
