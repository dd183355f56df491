package dev.byol.trainer.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Calls of the SDK, which tries again by itself, with failures in our words.
 *
 * @param client of the caller
 * @param endpoint of the store, for messages
 * @param outlast what the SDK gives up
 */
record Calls(S3Client client, String endpoint, Outlast outlast) {
  /** The SDK does not notice when an answer breaks off within its headers. */
  private static final int MOST_CUT_ANSWERS = 5;

  /** A request to the store, to be made again if it fails. */
  <T> T call(String verb, ObjectAddress address, Function<S3Client, T> request) throws IOException {
    return outlast.call(
        () -> {
          try {
            return request.apply(client);
          } catch (SdkException e) {
            throw StorageFailures.of(verb, address, endpoint, e);
          }
        });
  }

  /**
   * As {@link #call}, with another try when headers are missing that the answer must have.
   *
   * @param missing names them; it goes by the answer alone
   */
  <T> T callForHeaders(
      String verb,
      ObjectAddress address,
      Function<S3Client, T> request,
      Function<T, List<String>> missing)
      throws IOException {
    List<List<String>> tries = new ArrayList<>();
    while (tries.size() < MOST_CUT_ANSWERS) {
      T answer = call(verb, address, request);
      List<String> lacking = missing.apply(answer);
      if (lacking.isEmpty()) {
        return answer;
      }
      tries.add(lacking);
    }
    // Answers that break off do so now here, now there.
    boolean isRule = tries.stream().distinct().count() == 1;
    throw isRule
        ? StorageFailures.withoutHeaders(verb, address, endpoint, tries.get(0))
        : StorageFailures.cutShort(verb, address, endpoint);
  }

  /** What a failure means that may be about an object that is not there. */
  static <T> T missing(StorageException e, T instead) throws StorageException {
    if (e.kind() == StorageException.Kind.MISSING) {
      return instead;
    }
    throw e;
  }
}
