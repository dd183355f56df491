package dev.byol.trainer.storage;

import dev.byol.api.spec.StorageEncryption;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * How objects are begun, with the encryption that the settings ask for.
 *
 * @param encryption empty: what the bucket does by itself
 * @param kmsKeyId empty: the account's own
 */
record WriteRequests(Optional<ServerSideEncryption> encryption, Optional<String> kmsKeyId) {
  static WriteRequests of(StorageSettings settings) {
    return new WriteRequests(
        settings.encryption().map(WriteRequests::inWordsOfS3), settings.kmsKeyId());
  }

  private static ServerSideEncryption inWordsOfS3(StorageEncryption chosen) {
    return switch (chosen) {
      case AES256 -> ServerSideEncryption.AES256;
      case KMS -> ServerSideEncryption.AWS_KMS;
    };
  }

  /** An object by one request. */
  PutObjectRequest.Builder put(ObjectAddress address) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(address.bucket()).key(address.key());
    encryption.ifPresent(request::serverSideEncryption);
    kmsKeyId.ifPresent(request::ssekmsKeyId);
    return request;
  }

  /** An object in pieces, each with its CRC-32. */
  CreateMultipartUploadRequest create(ObjectAddress address) {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(address.bucket())
            .key(address.key())
            .checksumAlgorithm(ChecksumAlgorithm.CRC32);
    encryption.ifPresent(request::serverSideEncryption);
    kmsKeyId.ifPresent(request::ssekmsKeyId);
    return request.build();
  }
}
