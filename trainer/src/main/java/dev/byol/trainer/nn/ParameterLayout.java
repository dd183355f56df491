package dev.byol.trainer.nn;

import dev.byol.trainer.engine.FlatBuffer;
import java.util.List;

/**
 * All parameters of a network in the order of its flat buffer.
 *
 * @param parameters without holes
 */
public record ParameterLayout(List<Parameter> parameters) {
  public ParameterLayout {
    parameters = List.copyOf(parameters);
  }

  /** Number of values of the whole buffer. */
  public long length() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** The part of {@code buffer} that holds {@code parameter}. */
  public static FlatBuffer slice(FlatBuffer buffer, Parameter parameter) {
    return buffer.slice(parameter.offset(), parameter.size());
  }
}
