package dev.byol.trainer.storage;

import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * What the SDK holds for worth another try, with waits that double and are drawn at random; but not
 * a certificate that is not trusted, which the SDK takes for any failure of a connection.
 *
 * @param standard the SDK's own
 */
record Retries(RetryStrategy standard) implements RetryStrategy {
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration FIRST_WAIT_WHEN_THROTTLED = Duration.ofMillis(500);

  /** Bounded by the time of the call; the number is what fits in when every try fails at once. */
  static Retries within(Patience patience) {
    int tries = 10 + (int) (2 * patience.total().toMillis() / patience.longestWait().toMillis());
    return new Retries(
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(tries)
            .circuitBreakerEnabled(false)
            .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_WAIT, patience.longestWait()))
            .throttlingBackoffStrategy(
                BackoffStrategy.exponentialDelay(FIRST_WAIT_WHEN_THROTTLED, patience.longestWait()))
            .build());
  }

  /** Whether a failure is about who the store is, which no other try will fix. */
  static boolean isMistrust(Throwable failure) {
    return Causes.of(failure)
        .anyMatch(
            cause ->
                cause instanceof GeneralSecurityException
                    || cause instanceof SSLPeerUnverifiedException);
  }

  @Override
  public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
    if (isMistrust(request.failure())) {
      throw new TokenAcquisitionFailedException(
          "the store is not trusted", request.token(), request.failure());
    }
    return standard.refreshRetryToken(request);
  }

  @Override
  public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
    return standard.acquireInitialToken(request);
  }

  @Override
  public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
    return standard.recordSuccess(request);
  }

  @Override
  public int maxAttempts() {
    return standard.maxAttempts();
  }

  @Override
  public boolean useClientDefaults() {
    return false;
  }

  @Override
  public Builder<?, ?> toBuilder() {
    return standard.toBuilder();
  }
}
