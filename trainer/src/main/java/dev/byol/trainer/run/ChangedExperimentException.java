package dev.byol.trainer.run;

import java.util.List;

/** An experiment or its data contradict the checkpoint that the run was to go on from. */
public final class ChangedExperimentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  /**
   * @param lines what contradicts and what to do, a sentence each
   */
  ChangedExperimentException(List<String> lines) {
    super(String.join(" ", lines));
    this.lines = List.copyOf(lines);
  }

  /** What contradicts and what to do, a sentence each. */
  public List<String> lines() {
    return lines;
  }
}
