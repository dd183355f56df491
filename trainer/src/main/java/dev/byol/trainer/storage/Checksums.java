package dev.byol.trainer.storage;

import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculationResolver;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidationResolver;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/**
 * Whether requests and answers carry checksums, which some stores refuse: {@code
 * AWS_REQUEST_CHECKSUM_CALCULATION=when_required} leaves them out everywhere, as the same field of
 * an AWS profile does. Our own SHA-256 of checkpoints is checked in any case.
 *
 * @param requests of what is sent
 * @param answers of what is received
 */
record Checksums(RequestChecksumCalculation requests, ResponseChecksumValidation answers) {
  /** What variables, system properties and profile say; answers follow requests unless they say. */
  static Checksums ofEnvironment() {
    String profile = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
    RequestChecksumCalculation requests =
        RequestChecksumCalculationResolver.create()
            .profileFile(ProfileFile::defaultProfileFile)
            .profileName(profile)
            .resolve();
    return new Checksums(
        requests,
        ResponseChecksumValidationResolver.create()
            .profileFile(ProfileFile::defaultProfileFile)
            .profileName(profile)
            .defaultChecksumValidation(
                requests == RequestChecksumCalculation.WHEN_REQUIRED
                    ? ResponseChecksumValidation.WHEN_REQUIRED
                    : ResponseChecksumValidation.WHEN_SUPPORTED)
            .resolve());
  }

  /** What the pieces of a large object carry; empty: nothing. */
  Optional<ChecksumAlgorithm> ofPieces() {
    return requests == RequestChecksumCalculation.WHEN_REQUIRED
        ? Optional.empty()
        : Optional.of(ChecksumAlgorithm.CRC32);
  }
}
