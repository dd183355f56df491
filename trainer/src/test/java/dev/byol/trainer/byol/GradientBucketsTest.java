package dev.byol.trainer.byol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.engine.update.GradientBucket;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.nn.Node;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientBucketsTest {
  private static final String NETWORKS =
      """
      TINY,V1,1
      TINY,V1,3000
      RESNET18,V1,1000000
      RESNET18,V2,100000
      RESNET50,V1,1000000
      RESNET50,V2,1
      RESNET50,V1,9000000000
      """;

  @ParameterizedTest
  @CsvSource(textBlock = NETWORKS)
  void bucketsAreTheWholeGradientFromItsEndToItsBeginning(
      Architecture architecture, Version version, long fewest) {
    ByolNetwork network = network(architecture, version);
    long to = network.layout().length();
    for (GradientBucket bucket : buckets(network, fewest)) {
      assertThat(bucket.to()).isEqualTo(to);
      assertThat(bucket.from()).isLessThan(to);
      to = bucket.from();
    }
    assertThat(to).isZero();
  }

  @ParameterizedTest
  @CsvSource(textBlock = NETWORKS)
  void noLayerStillToComeWritesIntoABucketThatIsReady(
      Architecture architecture, Version version, long fewest) {
    ByolNetwork network = network(architecture, version);
    List<Node> nodes = network.graph().nodes();
    for (GradientBucket bucket : buckets(network, fewest)) {
      for (Node node : nodes.subList(0, Math.max(0, bucket.layer()))) {
        assertThat(node.parameters())
            .allSatisfy(p -> assertThat(p.offset() + p.size()).isLessThanOrEqualTo(bucket.from()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = NETWORKS)
  void bucketsAreReadyInTheirOrderAtBatchNormsAndOnlyTheLastIsShort(
      Architecture architecture, Version version, long fewest) {
    ByolNetwork network = network(architecture, version);
    List<GradientBucket> buckets = buckets(network, fewest);
    for (GradientBucket bucket : buckets.subList(0, buckets.size() - 1)) {
      assertThat(network.graph().nodes().get(bucket.layer())).isInstanceOf(Node.BatchNorm.class);
      assertThat(bucket.to() - bucket.from()).isGreaterThanOrEqualTo(fewest);
    }
    assertThat(buckets).extracting(GradientBucket::layer).isSortedAccordingTo((a, b) -> b - a);
    assertThat(buckets.get(buckets.size() - 1).layer()).isEqualTo(GradientBucket.WHEN_THROUGH);
  }

  private static List<GradientBucket> buckets(ByolNetwork network, long fewest) {
    return GradientBuckets.of(network.graph().nodes(), network.layout().length(), fewest);
  }

  private static ByolNetwork network(Architecture architecture, Version version) {
    return ByolNetwork.of(
        new ByolNetworkSpec(EncoderSpec.of(architecture, version), 32, 64, 16, 64, 10, 0.9, 1e-5));
  }
}
