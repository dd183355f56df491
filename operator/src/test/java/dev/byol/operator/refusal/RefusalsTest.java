package dev.byol.operator.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import dev.byol.operator.refusal.Refusal.Kind;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {
  private static final String INTENT = "create Job photos-a1 in namespace vision";

  /** Messages are those of a kube-apiserver 1.34. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | Unauthorized | Unauthorized | UNAUTHENTICATED | restart the operator's pods
          403 | Forbidden | jobs.batch is forbidden: User "system:serviceaccount:byol-system:byol" cannot create resource "jobs" in API group "batch" in the namespace "vision" | FORBIDDEN | service account this right
          403 | Forbidden | roles.rbac.authorization.k8s.io "x" is forbidden: user "byol" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held: {APIGroups:["coordination.k8s.io"]} | FORBIDDEN | hand on rights that it has
          403 | Forbidden | services "photos" is forbidden: exceeded quota: team, requested: count/services=1, used: count/services=3, limited: count/services=3 | QUOTA | Raise the ResourceQuota
          403 | Forbidden | jobs.batch "photos" is forbidden: unable to create new content in namespace vision because it is being terminated | NAMESPACE_TERMINATING | is being deleted
          403 | Forbidden | pods "photos" is forbidden: violates PodSecurity "restricted:latest": hostPath volumes | ADMISSION | ask its administrator
          400 | BadRequest | admission webhook "validate.kyverno.svc" denied the request: no latest tags | ADMISSION | ask its administrator
          403 | Forbidden | admission webhook "gate" denied the request: no | ADMISSION | ask its administrator
          422 | Invalid | jobs.batch "photos" is forbidden: ValidatingAdmissionPolicy 'images' with binding 'images' denied request: only ours | ADMISSION | ask its administrator
          404 | NotFound | namespaces "vision" not found | NOT_FOUND | in case it comes
          404 | NotFound | the server could not find the requested resource | NOT_FOUND | does not know such a kind
          409 | AlreadyExists | jobs.batch "photos-a1" already exists | NAME_IN_USE | Delete what has the name
          409 | Conflict | Operation cannot be fulfilled on jobs.batch "photos-a1": the object has been modified; please apply your changes to the latest version and try again | CONFLICT | at the same moment
          410 | Expired | too old resource version: 1 (2) | CONFLICT | read anew
          413 | RequestEntityTooLarge | Request entity too large: limit is 3145728 | TOO_LARGE | Shorten the experiment
          422 | Invalid | Job.batch "photos-a1" is invalid: spec.template.spec.containers[0].image: Required value | INVALID | experiment's spec
          400 | BadRequest | the request body is not valid | INVALID | experiment's spec
          405 | MethodNotAllowed | the server does not allow this method on the requested resource | INVALID | experiment's spec
          429 | TooManyRequests | too many requests, please try again later | BUSY | overloaded
          500 | InternalError | Internal error occurred: failed calling webhook "gate": connection refused | SERVER_FAILED | webhook of this cluster does not answer
          500 | InternalError | etcdserver: request timed out | SERVER_FAILED | tried again
          503 | ServiceUnavailable | apiserver is shutting down | BUSY | tried again
          504 | Timeout | Timeout: request did not complete within the allotted duration | BUSY | tried again
          """)
  void theApiServersAnswerIsToldWithWhatToDo(
      int code, String reason, String message, Kind kind, String remedy) {
    Status status =
        new StatusBuilder().withCode(code).withReason(reason).withMessage(message).build();
    var answer =
        new KubernetesClientException(
            "Failure executing: PATCH at: https://10.96.0.1:443/apis/batch/v1. Message: "
                + message
                + ". Received status: Status(apiVersion=v1, code="
                + code,
            code,
            status);

    for (Throwable thrown :
        new Throwable[] {
          new RefusedException(INTENT, answer),
          new OperatorException(new RefusedException(INTENT, answer)),
          new RefusedException(INTENT, answer.copyAsCause()),
          new RefusedException(INTENT, new KubernetesClientException("wrapped", answer)),
        }) {
      Refusal refusal = Refusals.of(thrown);
      assertThat(refusal.kind()).isEqualTo(kind);
      assertThat(refusal.sentence())
          .startsWith("The API server refused to " + INTENT + " (" + code + "): ")
          .contains(message)
          .contains(remedy)
          .endsWith(".")
          .doesNotContain("https://", "Failure executing", "Status(");
    }
  }

  static Stream<Arguments> silences() {
    return Stream.of(
        Arguments.of(new ConnectException(), "cannot be reached: connection refused"),
        Arguments.of(new UnknownHostException("api.example"), "address api.example is unknown"),
        Arguments.of(new SocketTimeoutException("timeout"), "did not answer in time"),
        Arguments.of(new HttpTimeoutException("request timed out"), "did not answer in time"),
        Arguments.of(new TimeoutException(), "did not answer in time"),
        Arguments.of(
            new SSLHandshakeException("PKIX path building failed"),
            "No secure connection to the API server: PKIX path building failed."),
        Arguments.of(new IOException("Connection reset"), "was not reached: Connection reset."));
  }

  @ParameterizedTest
  @MethodSource("silences")
  void silenceIsToldAsSuch(Exception cause, String words) {
    var thrown =
        new RefusedException(
            INTENT,
            new KubernetesClientException(
                "Operation: [create]  for kind: [Job]  failed.", new ExecutionException(cause)));
    Refusal refusal = Refusals.of(thrown);
    assertThat(refusal.kind()).isEqualTo(Kind.AWAY);
    assertThat(refusal.sentence())
        .contains(words)
        .contains("wanted to " + INTENT)
        .doesNotContain("Operation: [");
  }

  @Test
  void aForeignObjectIsToldInItsOwnSentence() {
    var thrown = new OperatorException(new NameInUseException("Service photos is somebody's."));
    assertThat(Refusals.of(thrown))
        .isEqualTo(new Refusal(Kind.NAME_IN_USE, "Service photos is somebody's."));
  }

  @Test
  void whatNobodyRefusedIsABug() {
    Refusal refusal = Refusals.of(new NullPointerException("x is null"));
    assertThat(refusal.kind()).isEqualTo(Kind.BUG);
    assertThat(refusal.sentence()).contains("x is null").contains("fault of the operator");
  }

  @Test
  void anAnswerThatIsNotUnderstoodIsABug() {
    var thrown =
        new RefusedException(
            INTENT, new KubernetesClientException("x", new JsonParseException("no such field")));
    assertThat(Refusals.of(thrown).kind()).isEqualTo(Kind.BUG);
  }

  @Test
  void longAnswersAreShortenedInTheMiddle() {
    var status = new StatusBuilder().withCode(422).withMessage("x".repeat(10_000) + " end").build();
    var thrown =
        new RefusedException(INTENT, new KubernetesClientException("message", 422, status));
    assertThat(Refusals.of(thrown).sentence()).hasSizeLessThan(900).contains(" end.");
  }

  @Test
  void aClientWithoutAnAnswerIsQuoted() {
    assertThat(Refusals.of(new KubernetesClientException("Client is closed")).sentence())
        .contains("Client is closed");
  }

  @Test
  void aMissingPodGroupKindNamesTheField() {
    var thrown =
        new RefusedException(
            "create PodGroup photos in namespace vision",
            new KubernetesClientException(
                "message",
                404,
                new StatusBuilder()
                    .withMessage("the server could not find the requested resource")
                    .build()));
    assertThat(Refusals.of(thrown).sentence()).contains("spec.scheduling.gang");
  }
}
