package dev.byol.api.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.Experiments;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data/train",
        "/data/train-{000000..000003}.tar",
        "./null",
        "s3://bucket",
        "s3://bucket/runs/photos",
        "s3://my.bucket-7/imagenet/train-*.tar",
        "a b/c:d",
        "C:/data",
        "~backup/data"
      })
  void pathsAndPlacesInObjectStorageAreLeftAlone(String uri) {
    assertThat(Addresses.whyNot(uri)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:///data/train|write its path alone, /data/train",
        "file:/data/train|write its path alone, /data/train",
        "file://localhost/data|write its path alone, /data",
        "~/data|only a shell knows what ~ is: write the whole path, such as /home/you/data",
        "~|only a shell knows what ~ is",
        "https://example.org/data.tar|it is a web page, which is not read: download it",
        "https://pictures.s3.eu-west-1.amazonaws.com/train|write s3://pictures/train",
        "HTTP://example.org|it is a web page",
        "gs://bucket/train|write s3://bucket/train, set spec.storage.endpoint to https://storage.googleapis.com",
        "s3a://bucket/train|write s3://bucket/train",
        "S3://bucket/train|write s3://bucket/train",
        "s3:/bucket/train|write s3://bucket/train",
        "s3://|the bucket is missing",
        "s3:///train|the bucket is missing",
        "s3://My_Bucket/train|\"My_Bucket\" cannot be a bucket",
        "abfss://c@account.dfs.core.windows.net/x|Azure's storage does not speak S3",
        "hdfs://name/x|HDFS is not read",
        "hf://datasets/x|the Hugging Face hub is not read",
        "pipe:curl -s x|commands are not run",
        "ftp://host/x|nothing is known of ftp://",
      })
  void whatIsNeitherIsToldWhatItIsAndWhatToWrite(String uri, String remedy) {
    assertThat(Addresses.whyNot(uri)).hasValueSatisfying(told -> assertThat(told).contains(remedy));
    for (String field : new String[] {"data.uri", "data.validationUri", "checkpoint.uri"}) {
      assertThatThrownBy(() -> Experiments.small("spec." + field + "=" + uri))
          .isInstanceOf(InvalidExperimentException.class)
          .hasMessageContaining("spec." + field + " (--set) is \"" + uri + "\"")
          .hasMessageContaining("a path, or s3://bucket/key")
          .hasMessageContaining(remedy);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void aWorkerWithSeveralGpusIsRefusedWithTheWayToUseThem(int gpus) {
    assertThatThrownBy(() -> Experiments.small("spec.workers.gpusPerWorker=" + gpus))
        .isInstanceOf(InvalidExperimentException.class)
        .hasMessageContaining("spec.workers.gpusPerWorker (--set) is " + gpus)
        .hasMessageContaining("set it to 1, and spec.workers.replicas to the number of GPUs");
  }
}
