package dev.byol.operator.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.byol.api.text.Texts;
import dev.byol.operator.refusal.Refusal.Kind;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Turns what the Kubernetes client throws, however it was wrapped on the way, into a {@link
 * Refusal}: one sentence of what was refused, one of the API server's own words, one of what to do.
 */
public final class Refusals {
  private static final int LONGEST_QUOTE = 500;

  private final String intent;
  private final KubernetesClientException answer;
  private final String words;

  private Refusals(String intent, KubernetesClientException answer) {
    this.intent = intent;
    this.answer = answer;
    this.words = words(answer);
  }

  /** What an exception means. */
  public static Refusal of(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    for (Throwable cause : chain) {
      if (cause instanceof NameInUseException) {
        return new Refusal(Kind.NAME_IN_USE, cause.getMessage());
      }
    }
    String intent =
        first(chain, RefusedException.class).map(RefusedException::intent).orElse("do its work");
    Optional<KubernetesClientException> answer =
        chain.stream()
            .filter(KubernetesClientException.class::isInstance)
            .map(KubernetesClientException.class::cast)
            .filter(e -> e.getCode() > 0)
            .findFirst();
    if (answer.isPresent()) {
      return new Refusals(intent, answer.get()).refusal();
    }
    return silence(intent, chain).orElseGet(() -> bug(intent, thrown));
  }

  private Refusal refusal() {
    return switch (answer.getCode()) {
      case 401 ->
          says(
              Kind.UNAUTHENTICATED,
              "The operator's token is not accepted: its service account may have been deleted and made anew; restart the operator's pods.");
      case 403 -> forbidden();
      case 404 -> says(Kind.NOT_FOUND, missing());
      case 409 ->
          isReason("AlreadyExists")
              ? says(Kind.NAME_IN_USE, "Delete what has the name, or give the experiment another.")
              : says(Kind.CONFLICT, "Somebody wrote at the same moment; it is tried again.");
      case 410 -> says(Kind.CONFLICT, "It is read anew.");
      case 413 ->
          says(Kind.TOO_LARGE, "Shorten the experiment: lists, texts and annotations count.");
      case 400, 405, 406, 415, 422 -> invalid();
      case 429 -> says(Kind.BUSY, "The API server is overloaded; it is tried again.");
      case 500 -> failed();
      case 502, 503, 504 ->
          says(Kind.BUSY, "The API server is not ready or overloaded; it is tried again.");
      default -> says(Kind.INVALID, "It is tried again.");
    };
  }

  private String missing() {
    boolean unknownKind =
        words.contains("could not find the requested resource") || words.contains("page not found");
    if (unknownKind && intent.contains("PodGroup ")) {
      return "This cluster knows no such PodGroup: install what spec.scheduling.gang names, or set it to None.";
    }
    return unknownKind
        ? "This cluster does not know such a kind: install what brings it."
        : "It is tried again, in case it comes.";
  }

  private Refusal forbidden() {
    if (isCause("NamespaceTerminating") || words.contains("because it is being terminated")) {
      return says(
          Kind.NAMESPACE_TERMINATING,
          "The namespace is being deleted, so nothing can be made in it.");
    }
    if (words.contains("exceeded quota") || words.contains("failed quota")) {
      return says(Kind.QUOTA, "Raise the ResourceQuota, or delete what uses it up.");
    }
    if (isAdmission()) {
      return admission();
    }
    if (words.contains("attempting to grant RBAC permissions")) {
      return says(
          Kind.FORBIDDEN,
          "The operator can only hand on rights that it has: give its service account get and patch on leases, as the chart's role does.");
    }
    return says(
        Kind.FORBIDDEN,
        "Give the operator's service account this right: the chart does in all namespaces, or in those of watchNamespaces.");
  }

  private Refusal invalid() {
    return isAdmission()
        ? admission()
        : says(
            Kind.INVALID,
            "A value in the experiment's spec may be the cause; if none is, this is a fault of the operator.");
  }

  private Refusal failed() {
    return words.contains("failed calling webhook")
        ? says(
            Kind.SERVER_FAILED,
            "A webhook of this cluster does not answer: see to the program behind it.")
        : says(Kind.SERVER_FAILED, "It is tried again; the API server's log says more.");
  }

  private boolean isAdmission() {
    return words.startsWith("admission webhook ")
        || words.contains("denied the request")
        || words.contains("denied request:")
        || words.contains("violates PodSecurity");
  }

  private Refusal admission() {
    return says(
        Kind.ADMISSION,
        "A policy of this cluster forbids it: ask its administrator, or change the spec.");
  }

  private Refusal says(Kind kind, String remedy) {
    return new Refusal(
        kind,
        "The API server refused to %s (%d): %s %s"
            .formatted(intent, answer.getCode(), Texts.sentence(words), remedy));
  }

  private boolean isReason(String reason) {
    return answer.getStatus() != null && reason.equals(answer.getStatus().getReason());
  }

  private boolean isCause(String reason) {
    return Optional.ofNullable(answer.getStatus())
        .map(Status::getDetails)
        .map(details -> details.getCauses())
        .stream()
        .flatMap(List::stream)
        .map(StatusCause::getReason)
        .anyMatch(reason::equals);
  }

  private static Optional<Refusal> silence(String intent, List<Throwable> chain) {
    String tried = " The operator wanted to " + intent + "; it is tried again.";
    for (Throwable cause : chain) {
      if (cause instanceof UnknownHostException) {
        return away("The API server's address " + cause.getMessage() + " is unknown." + tried);
      }
      if (cause instanceof ConnectException) {
        return away("The API server cannot be reached: connection refused." + tried);
      }
      if (cause instanceof SSLException) {
        return away(
            "No secure connection to the API server: "
                + Texts.sentence(quoted(cause.getMessage()))
                + tried);
      }
      if (cause instanceof HttpTimeoutException
          || cause instanceof SocketTimeoutException
          || cause instanceof TimeoutException) {
        return away("The API server did not answer in time." + tried);
      }
    }
    if (first(chain, JsonProcessingException.class).isPresent()) {
      // An answer came, and is not understood. Such an exception is an IOException, too.
      return Optional.empty();
    }
    return first(chain, IOException.class)
        .map(IOException::getMessage)
        .or(() -> first(chain, KubernetesClientException.class).map(Refusals::words))
        .flatMap(
            words ->
                away("The API server was not reached: " + Texts.sentence(quoted(words)) + tried));
  }

  private static Optional<Refusal> away(String sentence) {
    return Optional.of(new Refusal(Kind.AWAY, sentence));
  }

  private static Refusal bug(String intent, Throwable thrown) {
    return new Refusal(
        Kind.BUG,
        "The operator failed to %s: %s This is a fault of the operator; its log has the place."
            .formatted(intent, Texts.sentence(quoted(thrown.toString()))));
  }

  /** The server's own sentence, and nothing of methods and addresses. */
  private static String words(KubernetesClientException e) {
    Status status = e.getStatus();
    boolean said = status != null && status.getMessage() != null && !status.getMessage().isBlank();
    return quoted(said ? status.getMessage() : String.valueOf(e.getMessage()));
  }

  private static String quoted(String words) {
    String line = String.valueOf(words).replaceAll("\\s+", " ").strip();
    return Texts.shortened(line, LONGEST_QUOTE);
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    Stream.iterate(thrown, t -> t != null && !chain.contains(t), Throwable::getCause)
        .forEach(chain::add);
    return chain;
  }
}
