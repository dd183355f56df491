package dev.byol.trainer.eval;

import dev.byol.trainer.engine.loss.L2Normalize;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Two label-free signs of collapse, of features or projections.
 *
 * @param embeddingStd mean over dimensions of the standard deviation over pictures of the
 *     l2-normalised rows, in 0..1/sqrt(dimensions) (source: SimSiam paper section 4.1)
 * @param effectiveRank RankMe: the exponential of the entropy of the singular values divided by
 *     their sum, from 1 to the smaller of rows and dimensions; 0 when all values are 0 (source:
 *     Garrido et al., "RankMe", equation 2; its epsilon of 1e-7 is left out, as an entropy needs
 *     none)
 * @param dimensions width of a feature
 */
public record EmbeddingStatistics(double embeddingStd, double effectiveRank, int dimensions) {
  private static final int BLOCK = 128;

  /**
   * Both numbers; time grows with rows * dimensions^2 (or, with fewer rows, dimensions * rows^2).
   */
  public static EmbeddingStatistics of(Features features, Executor executor) {
    return new EmbeddingStatistics(
        embeddingStd(features), effectiveRank(features, executor), features.dimensions());
  }

  /**
   * The embedding std times the square root of the dimensions, to compare widths: 1 is spread over
   * the whole sphere, 0 collapsed to a point ({@code projection_spread} of the reference case
   * {@code convergence}).
   */
  public double spread() {
    return embeddingStd * Math.sqrt(dimensions);
  }

  /** The embedding std alone: two passes, cheap enough for every evaluation of a run. */
  public static double embeddingStd(Features features) {
    int dimensions = features.dimensions();
    float[] unit = L2Normalize.rows(features.values(), dimensions);
    double[] means = new double[dimensions];
    double[] variances = new double[dimensions];
    for (int i = 0; i < unit.length; i++) {
      means[i % dimensions] += (double) unit[i] / features.rows();
    }
    for (int i = 0; i < unit.length; i++) {
      double difference = unit[i] - means[i % dimensions];
      variances[i % dimensions] += difference * difference / features.rows();
    }
    return Arrays.stream(variances).map(Math::sqrt).sum() / dimensions;
  }

  /** The effective rank alone, of the features as they are (neither centred nor normalised). */
  public static double effectiveRank(Features features, Executor executor) {
    double[] singularValues = singularValues(features, executor);
    double sum = Arrays.stream(singularValues).sum();
    if (sum == 0) {
      return 0;
    }
    double entropy = 0;
    for (double value : singularValues) {
      double share = value / sum;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return Math.exp(entropy);
  }

  private static double[] singularValues(Features features, Executor executor) {
    boolean byDimension = features.dimensions() <= features.rows();
    int size = byDimension ? features.dimensions() : features.rows();
    double[] gram = byDimension ? gram(features, executor) : gram(transpose(features), executor);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, false, true);
    if (!eigen.decompose(DMatrixRMaj.wrap(size, size, gram))) {
      throw new IllegalStateException(
          "the eigenvalues of %d x %d features did not converge".formatted(features.rows(), size));
    }
    double[] out = new double[size];
    for (int i = 0; i < size; i++) {
      // Rounding can leave a zero eigenvalue slightly negative.
      out[i] = Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
    }
    return out;
  }

  private static Features transpose(Features features) {
    int rows = features.rows();
    int dimensions = features.dimensions();
    float[] out = new float[rows * dimensions];
    for (int row = 0; row < rows; row++) {
      for (int d = 0; d < dimensions; d++) {
        out[d * rows + row] = features.values()[row * dimensions + d];
      }
    }
    return new Features(out, dimensions, rows);
  }

  /** The products of all pairs of columns: [dimensions, dimensions]. */
  private static double[] gram(Features features, Executor executor) {
    int dimensions = features.dimensions();
    Stripes stripes = Stripes.of(features.rows(), BLOCK);
    double[][] parts = new double[stripes.count()][];
    stripes.run(
        executor,
        stripe -> {
          double[] part = new double[dimensions * dimensions];
          double[] rows = new double[BLOCK * dimensions];
          double[] transposed = new double[BLOCK * dimensions];
          for (int i = stripes.from(stripe); i < stripes.from(stripe + 1); i += BLOCK) {
            int count = Math.min(BLOCK, features.rows() - i);
            for (int j = 0; j < count * dimensions; j++) {
              rows[j] = features.values()[i * dimensions + j];
            }
            Standardiser.transpose(rows, count, dimensions, transposed);
            Gemm.addInPlace(transposed, rows, part, dimensions, count, dimensions);
          }
          parts[stripe] = part;
        });
    for (int stripe = 1; stripe < parts.length; stripe++) {
      for (int i = 0; i < parts[0].length; i++) {
        parts[0][i] += parts[stripe][i];
      }
    }
    return parts[0];
  }
}
