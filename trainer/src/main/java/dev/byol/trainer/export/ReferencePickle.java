package dev.byol.trainer.export;

import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.export.PickleValue.Array;
import dev.byol.trainer.export.PickleValue.Dict;
import dev.byol.trainer.export.PickleValue.Int;
import dev.byol.trainer.export.PickleValue.NamedTuple;
import dev.byol.trainer.export.PickleValue.Tuple;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads what {@code utils/checkpointing.py} of the reference writes in pre-training: a pickle, by
 * dill, of {@code {experiment_state, step, rng}}. No Python is run: only a short list of names is
 * known ({@link KnownGlobal}), anything else is refused. Memory: about twice the file.
 */
public final class ReferencePickle {
  /** The fields of the reference's {@code _ByolExperimentState}, in order. */
  private static final List<String> FIELDS =
      List.of("online_params", "target_params", "online_state", "target_state", "opt_state");

  private static final int BUFFER = 1 << 16;

  private ReferencePickle() {}

  /**
   * Reads a file.
   *
   * @throws RefusedPickleException if it is damaged, or holds anything else than such a checkpoint
   */
  public static ReferenceCheckpoint read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return read(in, Files.size(file));
    } catch (RefusedPickleException e) {
      throw new RefusedPickleException(
          "%s cannot be read as a checkpoint of the reference: %s".formatted(file, e.getMessage()));
    }
  }

  static ReferenceCheckpoint read(InputStream in, long size) throws IOException {
    Dict top = PickleCalls.as(Dict.class, PickleMachine.read(new PickleInput(in, size)));
    NamedTuple state = PickleCalls.as(NamedTuple.class, field(top, "experiment_state"));
    if (state.items().size() != FIELDS.size()
        || !(state.type().fields().isEmpty() || state.type().fields().equals(FIELDS))) {
      throw new RefusedPickleException(
          "its experiment_state has the fields %s, expected %s (pre-training)"
              .formatted(state.type().fields(), FIELDS));
    }
    SortedMap<String, TensorEntry> tensors = new TreeMap<>();
    for (int i = 0; i < FIELDS.size() - 1; i++) {
      addMapping(FIELDS.get(i), PickleCalls.as(Dict.class, state.items().get(i)), tensors);
    }
    addMapping("mu", momentum(PickleCalls.as(Tuple.class, state.items().get(4))), tensors);
    return new ReferenceCheckpoint(step(field(top, "step")), random(top), tensors);
  }

  /** The only mapping in the optimisers' states is LARS's momentum; their classes were renamed. */
  private static Dict momentum(Tuple optimisers) throws RefusedPickleException {
    Dict found = null;
    for (PickleValue optimiser : optimisers.items()) {
      for (PickleValue item : itemsOf(optimiser)) {
        if (item instanceof Dict dict) {
          if (found != null) {
            throw new RefusedPickleException("its opt_state holds more than one mapping");
          }
          found = dict;
        }
      }
    }
    if (found == null) {
      throw new RefusedPickleException("its opt_state holds no momentum");
    }
    return found;
  }

  private static List<PickleValue> itemsOf(PickleValue optimiser) {
    if (optimiser instanceof NamedTuple named) {
      return named.items();
    }
    return optimiser instanceof Tuple tuple ? tuple.items() : List.of();
  }

  /** Module, then parameter, then array. */
  private static void addMapping(String group, Dict modules, Map<String, TensorEntry> tensors)
      throws RefusedPickleException {
    for (Map.Entry<String, PickleValue> module : modules.entries().entrySet()) {
      Dict parameters = PickleCalls.as(Dict.class, module.getValue());
      for (Map.Entry<String, PickleValue> parameter : parameters.entries().entrySet()) {
        String name = "%s/%s/%s".formatted(group, module.getKey(), parameter.getKey());
        tensors.put(name, array(parameter.getValue()).tensor(name));
      }
    }
  }

  private static NumpyArray array(PickleValue value) throws RefusedPickleException {
    return PickleCalls.as(Array.class, value).content();
  }

  private static long step(PickleValue value) throws RefusedPickleException {
    if (value instanceof Int number) {
      return number.value();
    }
    NumpyArray array = array(value);
    if (array.code().startsWith("f") || array.shape().length != 0) {
      throw new RefusedPickleException("its step is no integer");
    }
    return array.integers()[0];
  }

  private static List<Long> random(Dict top) throws RefusedPickleException {
    Optional<PickleValue> state = Optional.ofNullable(top.entries().get("rng"));
    if (state.isEmpty() || state.get() == PickleValue.None.NONE) {
      return List.of();
    }
    NumpyArray array = array(state.get());
    if (array.code().startsWith("f")) {
      throw new RefusedPickleException("its rng is not made of integers");
    }
    return Arrays.stream(array.integers()).boxed().toList();
  }

  private static PickleValue field(Dict dict, String name) throws RefusedPickleException {
    PickleValue value = dict.entries().get(name);
    if (value == null) {
      throw new RefusedPickleException("it has no '%s'".formatted(name));
    }
    return value;
  }
}
