package dev.byol.api.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "file:///data/train, write /data/train",
    "file:/data/train, without file:",
    "~/data, home directory",
    "https://host/data.tar, spec.storage.endpoint",
    "gs://bucket/train, s3://bucket/train",
    "s3a://bucket/train, s3://bucket/train",
    "hdfs://name/train, is not known"
  })
  void anAddressThatIsNotReadIsToldWhatItIs(String uri, String told) {
    assertThat(Addresses.whyNot(uri)).hasValueSatisfying(why -> assertThat(why).contains(told));
    for (String field : new String[] {"data.uri", "data.validationUri", "checkpoint.uri"}) {
      assertThatThrownBy(
              () -> ExperimentValidator.require(Experiments.small("spec." + field + "=" + uri)))
          .hasMessageContaining("spec." + field)
          .hasMessageContaining(told);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data", "/data/a~b", "s3://bucket/key", "data/train-{000000..000003}.tar"})
  void pathsAndObjectStorageAreRead(String uri) {
    assertThat(Addresses.whyNot(uri)).isEmpty();
  }

  @Test
  void everyAddressOfAnExperimentIsLookedAt() {
    ExperimentValidator.require(Experiments.small("spec.checkpoint.uri=s3://bucket/run"));
  }
}
