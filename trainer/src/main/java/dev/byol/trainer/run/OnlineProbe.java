package dev.byol.trainer.run;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.eval.LabelledFeatures;
import dev.byol.trainer.eval.LinearEvaluation;
import dev.byol.trainer.eval.LinearEvaluation.Settings;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.ParameterLayout;

/**
 * The classifier that is trained along with the online network, as it is now; the accuracy that the
 * reference's own evaluation reports.
 *
 * @param classifier where its parameters lie
 * @param online the network's state
 */
record OnlineProbe(ByolNetwork.Classifier classifier, NetworkState online) {
  /** Top-1 accuracy, in [0, 1]. */
  double accuracy(LabelledFeatures features) {
    return new LinearEvaluation(
            Settings.reference(features.classes(), 256, 1),
            read(classifier.weights()),
            read(classifier.bias()))
        .evaluate(features)
        .top1();
  }

  private double[] read(Parameter parameter) {
    double[] values = new double[parameter.size()];
    ParameterLayout.slice(online.parameters(), parameter).read(values);
    return values;
  }
}
