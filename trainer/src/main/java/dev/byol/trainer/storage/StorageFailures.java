package dev.byol.trainer.storage;

import dev.byol.api.text.Texts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into a sentence with address, status and remedy. */
final class StorageFailures {
  /** What stores answer when the credentials are at fault, whatever the status. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "ExpiredTokenIdentityProviderException",
          "IDPRejectedClaim",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidIdentityToken",
          "InvalidSecurity",
          "InvalidToken",
          "MissingAuthenticationToken",
          "RequestExpired",
          "SignatureDoesNotMatch",
          "TokenRefreshRequired",
          "UnrecognizedClientException");

  private static final Set<String> NO_ROOM =
      Set.of(
          "InsufficientStorage",
          "QuotaExceeded",
          "ServiceQuotaExceededException",
          "StorageFull",
          "XMinioAdminBucketQuotaExceeded",
          "XMinioStorageFull");

  /** Longest message of a store that is passed on, in characters. */
  private static final int MOST_WORDS = 300;

  private StorageFailures() {}

  /**
   * @param verb what was being done: {@code read}, {@code write} …
   * @param endpoint of the store, for messages
   */
  static IOException of(String verb, ObjectAddress address, String endpoint, SdkException e) {
    if (e instanceof AwsServiceException answer && answer.statusCode() > 0) {
      return answered(verb, address, endpoint, answer);
    }
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return interrupted(verb, address, e);
    }
    Optional<Bodies.NotKept> here = notKept(e);
    if (here.isPresent()) {
      return new IOException(
          "what was read of %s cannot be kept on this machine: %s; make room in the temporary directory"
              .formatted(address, here.get().getCause()),
          here.get());
    }
    Throwable root = root(e);
    if (Retries.isMistrust(e) || root instanceof SSLException && !isReset(root)) {
      return refused(
          0,
          "cannot %s %s: no trusted connection to %s (%s); name its authority in spec.storage.caBundle, or correct spec.storage.endpoint"
              .formatted(verb, address, endpoint, root.getMessage()),
          e);
    }
    if (isSetting(e)) {
      return new StorageException(
          firstSentence(e).contains("region")
              ? StorageException.Kind.WRONG
              : StorageException.Kind.REFUSED,
          0,
          "cannot %s %s: %s Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or spec.storage.credentialsSecret; the region is AWS_REGION or spec.storage.region."
              .formatted(verb, address, firstSentence(e)),
          e);
    }
    String reason =
        root instanceof UnknownHostException
            ? "its host name is not known"
            : root.getClass().getSimpleName()
                + (root.getMessage() == null ? "" : ": " + root.getMessage());
    return new StorageException(
        StorageException.Kind.AWAY,
        0,
        "cannot %s %s: %s does not answer (%s); check that it runs and that spec.storage.endpoint is right"
            .formatted(verb, address, endpoint, reason),
        e);
  }

  static StorageException cutShort(String verb, ObjectAddress address, String endpoint) {
    return new StorageException(
        StorageException.Kind.AWAY,
        0,
        "cannot %s %s: the answers of %s break off; check the network between"
            .formatted(verb, address, endpoint),
        null);
  }

  /** Answers that never have what they must have. */
  static StorageException withoutHeaders(
      String verb, ObjectAddress address, String endpoint, List<String> missing) {
    return new StorageException(
        StorageException.Kind.AWAY,
        0,
        "cannot %s %s: the answers of %s lack the header %s; a store, and a proxy before it, must give Content-Length, ETag and Last-Modified"
            .formatted(verb, address, endpoint, String.join(" and ", missing)),
        null);
  }

  static InterruptedIOException interrupted(String verb, ObjectAddress address, Throwable cause) {
    var interrupted =
        new InterruptedIOException("interrupted while trying to %s %s".formatted(verb, address));
    interrupted.initCause(cause);
    return interrupted;
  }

  private static StorageException answered(
      String verb, ObjectAddress address, String endpoint, AwsServiceException e) {
    int status = e.statusCode();
    String code =
        e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
            ? ""
            : e.awsErrorDetails().errorCode();
    String said =
        "cannot %s %s: %s answered HTTP %d%s%s"
            .formatted(
                verb, address, endpoint, status, code.isEmpty() ? "" : " " + code, ownWords(e));
    if (NO_ROOM.contains(code) || status == 507) {
      return new StorageException(
          StorageException.Kind.FULL,
          status,
          said + "; it has no room: remove something, or raise the quota of the bucket",
          e);
    }
    if (e.isThrottlingException()
        || status >= 500 && status != 501
        || status == 408
        || code.equals("IDPCommunicationError")) {
      return new StorageException(
          StorageException.Kind.AWAY,
          status,
          said + " at every try; it is overloaded or out of order: try later",
          e);
    }
    if (status == 404 && !code.equals("NoSuchBucket")) {
      return new StorageException(
          StorageException.Kind.MISSING, status, said + "; there is no such object", e);
    }
    return new StorageException(
        kind(status, code), status, said + "; " + remedy(status, code, address), e);
  }

  /** What the store said itself, which names the right or the policy that is missing. */
  private static String ownWords(AwsServiceException e) {
    String words = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    if (words == null || words.isBlank()) {
      return "";
    }
    String line = words.strip().replaceAll("\\s+", " ").replaceAll("[.]$", "");
    return " (\"" + Texts.shortened(line, MOST_WORDS) + "\")";
  }

  /** The answer to HEAD has no code: 400 is then most likely that of a token that has expired. */
  private static StorageException.Kind kind(int status, String code) {
    boolean isRefused =
        status == 401
            || status == 403
            || status == 407
            || CREDENTIALS.contains(code)
            || code.equals("RequestTimeTooSkewed")
            || status == 400 && code.isEmpty();
    return isRefused ? StorageException.Kind.REFUSED : StorageException.Kind.WRONG;
  }

  private static String remedy(int status, String code, ObjectAddress address) {
    if (CREDENTIALS.contains(code)) {
      return "the credentials are not, or no longer, those of this store: renew AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile, the role or the Secret";
    }
    return switch (code) {
      case "NoSuchBucket" ->
          "create the bucket %s, or correct its name".formatted(address.bucket());
      case "RequestTimeTooSkewed" -> "set the clock of this machine";
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          "the bucket is in another region: set spec.storage.region";
      case "NotImplemented" ->
          "this store lacks what is needed: conditional writes (If-Match, If-None-Match) and multipart uploads; if it only lacks checksums, set AWS_REQUEST_CHECKSUM_CALCULATION=when_required";
      default ->
          switch (status) {
            case 401, 403 ->
                "give the credentials the right to list, read, write and delete under %s"
                    .formatted(address);
            case 400 ->
                "renew the credentials if they have expired, or check spec.storage.endpoint, region and pathStyle";
            case 301, 307 -> "check spec.storage.endpoint, region and pathStyle";
            default -> "the store's log may say more";
          };
    };
  }

  private static StorageException refused(int status, String message, Throwable cause) {
    return new StorageException(StorageException.Kind.REFUSED, status, message, cause);
  }

  /** Credentials or region that are not there; the SDK has no type of its own for these. */
  private static boolean isSetting(SdkException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return e instanceof SdkClientException
        && !(e instanceof ApiCallTimeoutException)
        && !(e instanceof ApiCallAttemptTimeoutException)
        && (message.contains("credentials")
            || message.contains("unable to load region")
            || message.contains("profile file"));
  }

  private static boolean isReset(Throwable root) {
    String message = String.valueOf(root.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("reset") || message.contains("closed") || message.contains("broken");
  }

  private static String firstSentence(Throwable e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf(". ");
    int bracket = message.indexOf(" [");
    int cut = end < 0 ? bracket : bracket < 0 ? end : Math.min(end, bracket);
    return (cut < 0 ? message : message.substring(0, cut)).replaceAll("[.:]$", "") + ".";
  }

  private static Optional<Bodies.NotKept> notKept(Throwable e) {
    return Causes.of(e)
        .filter(Bodies.NotKept.class::isInstance)
        .map(Bodies.NotKept.class::cast)
        .findFirst();
  }

  private static Throwable root(Throwable e) {
    return Causes.of(e).reduce(e, (outer, inner) -> inner);
  }
}
