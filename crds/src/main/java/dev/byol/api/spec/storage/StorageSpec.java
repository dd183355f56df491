package dev.byol.api.spec.storage;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;
import io.soabase.recordbuilder.core.RecordBuilder;

/** How addresses that begin with s3:// are reached; every field may be left out. */
@RecordBuilder
public record StorageSpec(
    @JsonPropertyDescription(
            "Address of the object store, such as https://minio.example:9000. Unset: AWS_ENDPOINT_URL, else Amazon S3.")
        @Text(TextForm.ENDPOINT)
        String endpoint,
    @JsonPropertyDescription(
            "Region of the buckets. Unset: as for the AWS command line, else us-east-1 where an endpoint is set.")
        @Text(TextForm.WORD)
        String region,
    @JsonPropertyDescription(
            "Whether the bucket stands in the path of a request and not in the host name. Unset: true where an endpoint is set.")
        Boolean pathStyle,
    @JsonPropertyDescription(
            "PEM file of the authorities that may vouch for the endpoint. Unset: AWS_CA_BUNDLE, else those of Java.")
        @Text(TextForm.LINE)
        String caBundle,
    @JsonPropertyDescription(
            "Server-side encryption that every upload asks for: Aes256 or Kms. Unset: what the bucket does by itself.")
        StorageEncryption encryption,
    @JsonPropertyDescription("Key of the encryption Kms. Unset: the account's own key for S3.")
        @Text(TextForm.WORD)
        String kmsKeyId,
    @JsonPropertyDescription(
            "Operator only: Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the pods. Unset: the identity of their service account.")
        @Text(TextForm.OBJECT_NAME)
        String credentialsSecret,
    @JsonPropertyDescription(
            "Directory on each node that keeps shards of the data, shared by its workers. Unset: nothing is kept.")
        @Text(TextForm.LINE)
        String cacheDirectory,
    @JsonPropertyDescription("Gibibytes that the cache directory may take. Default 100.")
        @Range(above = 0, max = 1e6)
        Double cacheGib,
    @JsonPropertyDescription(
            "Directory that keeps checkpoints while the store is away. Unset: spool in the directory of the metrics files.")
        @Text(TextForm.LINE)
        String spoolDirectory,
    @JsonPropertyDescription("Gibibytes that the spool may take. Default 20.")
        @Range(above = 0, max = 1e6)
        Double spoolGib) {}
