package dev.byol.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.byol.operator.policy.PolicyCases;
import dev.byol.operator.policy.PolicyCases.Case;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The chart's ValidatingAdmissionPolicy on a real API server, asked by somebody who may write
 * experiments and nothing else.
 */
class PolicyIT {
  private static final String AUTHOR = "author";
  private static final String POLICY_IN = "policy-";

  private static KubernetesClient admin;
  private static KubernetesClient author;

  /** A namespace for each policy. */
  private static final Map<String, String> NAMESPACES = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    RealApiServer server = RealApiServer.get();
    assumeTrue(hasHelm(), "left out: helm is not on the PATH, and renders the policy");
    admin = server.client();
    author = server.client(AUTHOR);
    for (Case c : PolicyCases.all().toList()) {
      if (!NAMESPACES.containsKey(c.policy())) {
        install(c.policy(), POLICY_IN + NAMESPACES.size());
      }
    }
  }

  @AfterAll
  static void stop() {
    if (author != null) {
      author.close();
      admin.close();
    }
  }

  @TestFactory
  List<DynamicTest> theApiServerRefusesJustWhatTheOperatorWouldRefuse() {
    return PolicyCases.all()
        .map(c -> DynamicTest.dynamicTest(c.toString(), () -> check(c)))
        .toList();
  }

  @Test
  void whatWasThereBeforeMayStillBeSuspendedButNotWidened() {
    String namespace = NAMESPACES.get(PolicyCases.NARROW);
    // As if it had been written before the policy was.
    GenericKubernetesResource before = experiment(namespace, "before", "{}");
    author.resource(before).create();
    TinyExperiment.patch(author, namespace, "before", "{\"spec\": {\"suspend\": true}}");
    assertThat(
            refusal(
                () ->
                    TinyExperiment.patch(
                        author,
                        namespace,
                        "before",
                        "{\"spec\": {\"workers\": {\"serviceAccount\": \"admin\"}}}")))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .contains(
                        "spec.workers.serviceAccount is \"admin\"; allowed: service accounts that the"
                            + " policy of this cluster permits (trainer, team-*)",
                        "policy.serviceAccounts of the operator's chart"));
  }

  @Test
  void whereThePolicyIsNotBoundNothingIsRefused() {
    RealApiServer.namespace(admin, "policy-elsewhere");
    admin
        .resource(experiment("policy-elsewhere", "free", "{workers: {serviceAccount: admin}}"))
        .create();
    assertThat(
            admin
                .resources(ExperimentResource.class)
                .inNamespace("policy-elsewhere")
                .withName("free")
                .get())
        .isNotNull();
  }

  private static void check(Case c) {
    String namespace = NAMESPACES.get(c.policy());
    Optional<String> refusal =
        refusal(
            () -> author.resource(experiment(namespace, "case", c.spec())).dryRun(true).create());
    if (c.refusal().isEmpty()) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal)
          .hasValueSatisfying(
              message ->
                  assertThat(message)
                      .contains("ValidatingAdmissionPolicy", "policy of this cluster")
                      .doesNotContain("resulted in error"));
    }
  }

  private static Optional<String> refusal(Runnable request) {
    try {
      request.run();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static GenericKubernetesResource experiment(String namespace, String name, String more) {
    return Serialization.unmarshal(
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: %s, namespace: %s}
        spec:
          training: {globalBatch: 64, maxSteps: 300}
          data: {uri: /data/train.tar}
          checkpoint: {uri: s3://runs/photos}
          %s
        """
            .formatted(name, namespace, more.substring(1, more.length() - 1)),
        GenericKubernetesResource.class);
  }

  private static void install(String policy, String namespace) throws Exception {
    NAMESPACES.put(policy, namespace);
    RealApiServer.namespace(admin, namespace);
    grant(namespace);
    String manifest =
        run(
            "helm",
            "template",
            namespace,
            "../helm/byol-operator",
            "--kube-version",
            "1.34.0",
            "-n",
            namespace,
            "-s",
            "templates/policy.yaml",
            "--set",
            "watchNamespaces={" + namespace + "},trainer.image=trainer:1",
            "--set-json",
            "policy=" + policy.replaceFirst("\\{", "{\"admission\": true, "));
    for (HasMetadata object :
        admin.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).items()) {
      admin.resource(object).create();
    }
    RealApiServer.await(
        "the policy to hold in " + namespace,
        () ->
            refusal(
                    () ->
                        author
                            .resource(
                                experiment(namespace, "probe", "{workers: {serviceAccount: zzz}}"))
                            .dryRun(true)
                            .create())
                .isPresent());
  }

  /** Experiments, and nothing else. */
  private static void grant(String namespace) {
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(AUTHOR)
                .withNamespace(namespace)
                .endMetadata()
                .addNewRule()
                .withApiGroups("byol.dev")
                .withResources("byolexperiments")
                .withVerbs("get", "create", "update", "patch")
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(AUTHOR)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", AUTHOR)
                .addNewSubject("rbac.authorization.k8s.io", "User", AUTHOR, null)
                .build())
        .create();
  }

  private static boolean hasHelm() {
    try {
      run("helm", "version", "--short");
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    return out;
  }
}
