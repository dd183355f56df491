package dev.byol.trainer.reference;

import java.util.Arrays;
import java.util.List;

/**
 * Where the curves of several seeds lie, tenth by tenth of the run, and how far apart.
 *
 * @param name of the log
 * @param mean over seeds, one value a tenth
 * @param deviation between seeds (divided by n, as numpy), one value a tenth
 * @param seeds how many runs
 */
public record CurveSpread(String name, double[] mean, double[] deviation, int seeds) {
  /** Summarises {@code name} of {@code runs}. */
  public static CurveSpread of(List<TrainingCurve> runs, String name) {
    double[] mean = new double[TrainingCurve.PARTS];
    double[] deviation = new double[TrainingCurve.PARTS];
    List<double[]> curves = runs.stream().map(run -> run.byTenth(name)).toList();
    for (int part = 0; part < mean.length; part++) {
      for (double[] curve : curves) {
        mean[part] += curve[part] / curves.size();
      }
      double squares = 0;
      for (double[] curve : curves) {
        squares += (curve[part] - mean[part]) * (curve[part] - mean[part]);
      }
      deviation[part] = Math.sqrt(squares / curves.size());
    }
    return new CurveSpread(name, mean, deviation, runs.size());
  }

  /**
   * The differences of the means in units of their expected error, if both came from one
   * distribution: {@code s * sqrt(1/n + 1/m)}, with s the sample deviation between this side's
   * seeds, pooled over the run (three seeds tell too little about a single tenth).
   *
   * @return one value a tenth, signed: positive where {@code other} lies higher
   */
  public double[] differencesInErrors(CurveSpread other) {
    double variance = Arrays.stream(deviation).map(s -> s * s).average().orElseThrow();
    double sample = variance * seeds / (seeds - 1);
    double error = Math.sqrt(sample * (1.0 / seeds + 1.0 / other.seeds));
    double[] out = new double[mean.length];
    Arrays.setAll(out, part -> (other.mean[part] - mean[part]) / error);
    return out;
  }

  /** Fails unless each tenth's mean of {@code other} lies within {@code errors} expected errors. */
  public void assertSameAs(CurveSpread other, double errors) {
    double[] differences = differencesInErrors(other);
    for (double difference : differences) {
      if (!(Math.abs(difference) <= errors)) {
        throw new AssertionError(
            "%s by tenth: expected %s, got %s: differences in expected errors %s, allowed %.1f"
                .formatted(name, text(mean), text(other.mean), text(differences), errors));
      }
    }
  }

  private static String text(double[] values) {
    return Arrays.toString(
        Arrays.stream(values).mapToObj("%.2f"::formatted).toArray(String[]::new));
  }
}
