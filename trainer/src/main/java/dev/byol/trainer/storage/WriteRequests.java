package dev.byol.trainer.storage;

import dev.byol.api.spec.storage.StorageEncryption;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * How objects are begun, with the encryption that the settings ask for.
 *
 * @param encryption empty: what the bucket does by itself
 * @param kmsKeyId empty: the account's own
 * @param checksum of pieces; empty: they carry none
 */
record WriteRequests(
    Optional<ServerSideEncryption> encryption,
    Optional<String> kmsKeyId,
    Optional<ChecksumAlgorithm> checksum) {
  static WriteRequests of(StorageSettings settings, Checksums checksums) {
    return new WriteRequests(
        settings.encryption().map(WriteRequests::inWordsOfS3),
        settings.kmsKeyId(),
        checksums.ofPieces());
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

  /** An object in pieces. */
  CreateMultipartUploadRequest create(ObjectAddress address) {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder().bucket(address.bucket()).key(address.key());
    checksum.ifPresent(request::checksumAlgorithm);
    encryption.ifPresent(request::serverSideEncryption);
    kmsKeyId.ifPresent(request::ssekmsKeyId);
    return request.build();
  }

  /** The request that uploads one piece of a large object. */
  UploadPartRequest piece(ObjectAddress address, String uploadId, int number) {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(address.bucket())
            .key(address.key())
            .uploadId(uploadId)
            .partNumber(number);
    checksum.ifPresent(request::checksumAlgorithm);
    return request.build();
  }
}
