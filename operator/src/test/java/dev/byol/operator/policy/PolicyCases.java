package dev.byol.operator.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * What policies permit and refuse: asked of the operator in {@code PolicyCheckTest}, and of the
 * chart's ValidatingAdmissionPolicy in {@code PolicyIT}.
 */
public final class PolicyCases {
  /** A policy that permits something of every kind, and not everything. */
  public static final String NARROW =
      """
      {"serviceAccounts": ["trainer", "team-*"],
       "hostPaths": ["/data", "/mnt/fast/"],
       "secrets": ["byol-*", "keys"],
       "priorityClasses": ["batch"],
       "tolerations": ["nvidia.com/gpu", "dedicated=vision"],
       "images": ["registry.example/vision/*"],
       "podSecurity": "restricted"}
      """;

  private static final String DEFAULT =
      """
      {"serviceAccounts": [], "hostPaths": [], "secrets": ["*"], "priorityClasses": ["*"],
       "tolerations": ["*"], "images": ["*"], "podSecurity": "restricted"}
      """;

  private static final String BASELINE = NARROW.replace("restricted", "baseline");
  private static final String PRIVILEGED = NARROW.replace("restricted", "privileged");

  /**
   * One experiment under one policy.
   *
   * @param policy as JSON
   * @param spec further fields of a sound spec, as a YAML flow mapping
   * @param refusal the field that the operator names; empty if the experiment is permitted
   */
  public record Case(String policy, String spec, String refusal) {
    @Override
    public String toString() {
      return spec + (refusal.isEmpty() ? " is permitted" : " is refused at " + refusal);
    }
  }

  private PolicyCases() {}

  /** All of them. */
  public static Stream<Case> all() {
    return Stream.of(
            List.of(
                new Case(DEFAULT, "{}", ""),
                new Case(
                    DEFAULT, "{workers: {serviceAccount: admin}}", "spec.workers.serviceAccount"),
                new Case(
                    DEFAULT,
                    "{workers: {volumes: [{name: a, mountPath: /a, hostPath: /}]}}",
                    "spec.workers.volumes[0].hostPath"),
                pod(
                    DEFAULT,
                    "volumes: [{name: a, hostPath: {path: /etc}}]",
                    "spec.volumes[0].hostPath.path"),
                new Case(
                    DEFAULT,
                    "{workers: {env: [{name: A, secretName: any}], priorityClassName: high,"
                        + " tolerations: [{operator: Exists}], image: any/where:1}}",
                    "")),
            serviceAccounts(),
            hostPaths(),
            secrets(),
            others(),
            podSecurity())
        .flatMap(List::stream);
  }

  private static List<Case> serviceAccounts() {
    return List.of(
        new Case(NARROW, "{workers: {serviceAccount: trainer}}", ""),
        new Case(NARROW, "{workers: {serviceAccount: team-a}}", ""),
        new Case(NARROW, "{workers: {serviceAccount: trainer2}}", "spec.workers.serviceAccount"),
        new Case(NARROW, "{workers: {serviceAccount: my-team-a}}", "spec.workers.serviceAccount"));
  }

  private static List<Case> hostPaths() {
    return Stream.concat(
            Stream.of("/data", "/data/", "/data/a/b", "/mnt/fast", "/mnt/fast/x..y")
                .map(p -> host(p, "")),
            Stream.of(
                    "/",
                    "/database",
                    "/dat",
                    "/data/../etc",
                    "/data/..",
                    "/data/./x",
                    "/data//x",
                    "//data",
                    "/mnt",
                    "/mnt/faster")
                .map(p -> host(p, "spec.workers.volumes[0].hostPath")))
        .toList();
  }

  private static Case host(String path, String refusal) {
    return new Case(
        NARROW,
        "{workers: {volumes: [{name: a, mountPath: /a, hostPath: '%s'}]}}".formatted(path),
        refusal);
  }

  private static List<Case> secrets() {
    return List.of(
        new Case(NARROW, "{storage: {credentialsSecret: byol-s3}}", ""),
        new Case(NARROW, "{storage: {credentialsSecret: other}}", "spec.storage.credentialsSecret"),
        new Case(
            NARROW,
            "{workers: {env: [{name: A, secretName: keys}, {name: B, secretName: other}]}}",
            "spec.workers.env[1].secretName"),
        new Case(
            NARROW,
            "{workers: {imagePullSecrets: [keys, other]}}",
            "spec.workers.imagePullSecrets[1]"),
        pod(NARROW, "imagePullSecrets: [{name: keys}]", ""),
        pod(NARROW, "imagePullSecrets: [{name: other}]", "spec.imagePullSecrets[0].name"),
        trainer(
            "env: [{name: A, valueFrom: {secretKeyRef: {name: other, key: k}}}]",
            "env[0].valueFrom.secretKeyRef.name"),
        trainer("env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: k}}}]", ""),
        trainer("envFrom: [{secretRef: {name: other}}]", "envFrom[0].secretRef.name"),
        trainer("envFrom: [{configMapRef: {name: other}}]", ""),
        pod(
            NARROW,
            "initContainers: [{name: i, image: registry.example/vision/i, envFrom: [{secretRef: {name: other}}]}]",
            "spec.initContainers[0].envFrom[0].secretRef.name"),
        volume("secret: {secretName: byol-x}", ""),
        volume("secret: {secretName: other}", "secret.secretName"),
        volume("projected: {sources: [{secret: {name: keys}}]}", ""),
        volume(
            "projected: {sources: [{configMap: {name: c}}, {secret: {name: other}}]}",
            "projected.sources[1].secret.name"),
        volume("projected: {sources: [{serviceAccountToken: {path: t, audience: vault}}]}", ""),
        volume(
            "csi: {driver: d, nodePublishSecretRef: {name: other}}",
            "csi.nodePublishSecretRef.name"),
        volume(
            "csi: {driver: file.csi.azure.com, volumeAttributes: {secretName: other}}",
            "csi.volumeAttributes.secretName"),
        volume(BASELINE, "azureFile: {shareName: s, secretName: other}", "azureFile.secretName"),
        volume(
            BASELINE, "cephfs: {monitors: [m], secretRef: {name: other}}", "cephfs.secretRef.name"),
        volume(
            BASELINE,
            "iscsi: {targetPortal: t, iqn: i, lun: 0, secretRef: {name: other}}",
            "iscsi.secretRef.name"),
        volume(
            BASELINE,
            "rbd: {monitors: [m], image: disk, secretRef: {name: other}}",
            "rbd.secretRef.name"),
        volume(
            BASELINE,
            "flexVolume: {driver: d, secretRef: {name: other}}",
            "flexVolume.secretRef.name"));
  }

  private static List<Case> others() {
    return List.of(
        new Case(NARROW, "{workers: {priorityClassName: batch}}", ""),
        pod(NARROW, "priorityClassName: ''", ""),
        new Case(
            NARROW,
            "{workers: {priorityClassName: system-node-critical}}",
            "spec.workers.priorityClassName"),
        pod(NARROW, "priorityClassName: high", "spec.priorityClassName"),
        new Case(NARROW, "{workers: {tolerations: [{key: nvidia.com/gpu, operator: Exists}]}}", ""),
        new Case(NARROW, "{workers: {tolerations: [{key: nvidia.com/gpu, value: x}]}}", ""),
        new Case(NARROW, "{workers: {tolerations: [{key: dedicated, value: vision}]}}", ""),
        new Case(
            NARROW,
            "{workers: {tolerations: [{key: dedicated, value: audio}]}}",
            "spec.workers.tolerations[0]"),
        new Case(
            NARROW,
            "{workers: {tolerations: [{key: dedicated, operator: Exists}]}}",
            "spec.workers.tolerations[0]"),
        new Case(
            NARROW,
            "{workers: {tolerations: [{operator: Exists}]}}",
            "spec.workers.tolerations[0]"),
        pod(
            NARROW,
            "tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists}]",
            "spec.tolerations[0]"),
        new Case(NARROW, "{workers: {image: 'registry.example/vision/byol:2'}}", ""),
        new Case(NARROW, "{workers: {image: 'trainer:1'}}", ""),
        new Case(
            NARROW, "{workers: {image: 'registry.example/evil/vision/x'}}", "spec.workers.image"),
        new Case(NARROW, "{workers: {image: 'registryXexample/vision/x'}}", "spec.workers.image"),
        pod(NARROW, "initContainers: [{name: i, image: busybox}]", "spec.initContainers[0].image"),
        volume("image: {reference: evil/data}", "image.reference"));
  }

  private static List<Case> podSecurity() {
    return List.of(
        pod(NARROW, "hostNetwork: true", "spec.hostNetwork"),
        pod(NARROW, "hostNetwork: false", ""),
        pod(BASELINE, "hostPID: true", "spec.hostPID"),
        pod(BASELINE, "hostIPC: true", "spec.hostIPC"),
        pod(PRIVILEGED, "hostNetwork: true", ""),
        trainer("ports: [{containerPort: 9090, hostPort: 9090}]", "ports[0].hostPort"),
        trainer("securityContext: {privileged: true}", "securityContext.privileged"),
        trainer("securityContext: {procMount: Unmasked}", "securityContext.procMount"),
        trainer(
            "securityContext: {capabilities: {add: [SYS_ADMIN]}}",
            "securityContext.capabilities.add[0]"),
        trainer("securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}", ""),
        trainer(
            "securityContext: {capabilities: {drop: [KILL]}}", "securityContext.capabilities.drop"),
        trainer(
            "securityContext: {allowPrivilegeEscalation: true}",
            "securityContext.allowPrivilegeEscalation"),
        trainer("securityContext: {runAsUser: 0}", "securityContext.runAsUser"),
        trainer("securityContext: {runAsUser: 1000, runAsGroup: 1000}", ""),
        pod(NARROW, "securityContext: {runAsNonRoot: false}", "spec.securityContext.runAsNonRoot"),
        pod(
            NARROW,
            "securityContext: {seccompProfile: {type: Unconfined}}",
            "spec.securityContext.seccompProfile.type"),
        pod(
            NARROW,
            "securityContext: {appArmorProfile: {type: Unconfined}}",
            "spec.securityContext.appArmorProfile.type"),
        pod(
            NARROW,
            "securityContext: {seLinuxOptions: {type: spc_t}}",
            "spec.securityContext.seLinuxOptions.type"),
        pod(
            NARROW,
            "securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}",
            "spec.securityContext.sysctls[0].name"),
        pod(
            NARROW,
            "securityContext: {fsGroup: 2000, supplementalGroups: [3000], fsGroupChangePolicy: Always}",
            ""),
        new Case(
            NARROW,
            "{workers: {podTemplate: {metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/trainer: unconfined}}}}}",
            "spec.workers.podTemplate.metadata.annotations"),
        pod(NARROW, "volumes: [{name: a, nfs: {server: s, path: /p}}]", "spec.volumes[0]"),
        volume(BASELINE, "nfs: {server: s, path: /p}", ""),
        volume("emptyDir: {medium: Memory, sizeLimit: 1Gi}", ""),
        pod(
            BASELINE,
            "initContainers: [{name: i, image: registry.example/vision/i, securityContext: {runAsUser: 0}}]",
            ""));
  }

  private static Case pod(String policy, String fields, String refusal) {
    return new Case(
        policy,
        "{workers: {podTemplate: {spec: {" + fields + "}}}}",
        refusal.isEmpty() ? "" : "spec.workers.podTemplate." + refusal);
  }

  private static Case trainer(String fields, String refusal) {
    return pod(
        NARROW,
        "containers: [{name: trainer, " + fields + "}]",
        refusal.isEmpty() ? "" : "spec.containers[0]." + refusal);
  }

  private static Case volume(String kind, String refusal) {
    return volume(NARROW, kind, refusal);
  }

  private static Case volume(String policy, String kind, String refusal) {
    return pod(
        policy,
        "volumes: [{name: a, " + kind + "}]",
        refusal.isEmpty() ? "" : "spec.volumes[0]." + refusal);
  }
}
