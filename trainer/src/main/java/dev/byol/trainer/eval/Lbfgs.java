package dev.byol.trainer.eval;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS for a smooth convex function, with a halving line search.
 *
 * <p>Source: Nocedal and Wright, "Numerical Optimization", algorithms 7.4 and 7.5. Memory: {@value
 * #PAIRS} pairs of vectors. Deterministic: no randomness and no clock.
 */
final class Lbfgs {
  private static final int PAIRS = 10;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final int HALVINGS = 40;

  private Lbfgs() {}

  /** A function with its gradient. */
  interface Objective {
    /** The value at {@code point}; writes the gradient. */
    double valueAndGradient(double[] point, double[] gradientOut);
  }

  private record Pair(double[] move, double[] change, double product) {}

  /**
   * Moves {@code point} towards the minimum, in place, for at most {@code iterations} or until no
   * entry of the gradient is over {@code tolerance}.
   *
   * @return the last value
   */
  static double minimiseInPlace(
      Objective objective, double[] point, int iterations, double tolerance) {
    Deque<Pair> pairs = new ArrayDeque<>();
    double[] gradient = new double[point.length];
    double[] trial = new double[point.length];
    double[] trialGradient = new double[point.length];
    double value = objective.valueAndGradient(point, gradient);
    for (int i = 0; i < iterations && largest(gradient) > tolerance; i++) {
      double[] direction = direction(pairs, gradient);
      double slope = dot(direction, gradient);
      double step = pairs.isEmpty() ? 1 / Math.sqrt(-slope) : 1;
      double trialValue = Double.NaN;
      int halvings = 0;
      for (; halvings < HALVINGS; halvings++) {
        for (int j = 0; j < point.length; j++) {
          trial[j] = point[j] + step * direction[j];
        }
        trialValue = objective.valueAndGradient(trial, trialGradient);
        if (trialValue <= value + SUFFICIENT_DECREASE * step * slope) {
          break;
        }
        step /= 2;
      }
      if (halvings == HALVINGS) {
        // Rounding hides any further decrease: this is the minimum to the precision of double.
        return value;
      }
      remember(pairs, point, trial, gradient, trialGradient);
      System.arraycopy(trial, 0, point, 0, point.length);
      System.arraycopy(trialGradient, 0, gradient, 0, point.length);
      value = trialValue;
    }
    return value;
  }

  private static void remember(
      Deque<Pair> pairs, double[] point, double[] trial, double[] gradient, double[] next) {
    double[] move = difference(trial, point);
    double[] change = difference(next, gradient);
    double product = dot(move, change);
    if (product > 1e-12 * dot(change, change)) {
      if (pairs.size() == PAIRS) {
        pairs.removeFirst();
      }
      pairs.addLast(new Pair(move, change, product));
    }
  }

  private static double[] direction(Deque<Pair> pairs, double[] gradient) {
    double[] q = gradient.clone();
    double[] alphas = new double[pairs.size()];
    int i = pairs.size();
    for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
      Pair pair = newestFirst.next();
      alphas[--i] = dot(pair.move, q) / pair.product;
      add(q, pair.change, -alphas[i]);
    }
    double scale =
        pairs.isEmpty()
            ? 1
            : pairs.getLast().product / dot(pairs.getLast().change, pairs.getLast().change);
    for (int j = 0; j < q.length; j++) {
      q[j] *= -scale;
    }
    for (Pair pair : pairs) {
      double beta = dot(pair.change, q) / pair.product;
      add(q, pair.move, -alphas[i++] - beta);
    }
    return q;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] out = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      out[j] = a[j] - b[j];
    }
    return out;
  }

  private static void add(double[] to, double[] vector, double factor) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * vector[j];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double largest(double[] vector) {
    double largest = 0;
    for (double v : vector) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }
}
