package dev.byol.trainer.run;

/** An evaluation was given up because the run shall stop; it has given no figures. */
final class EvaluationStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EvaluationStoppedException() {
    super("The evaluation was given up because the run is to stop.");
  }
}
