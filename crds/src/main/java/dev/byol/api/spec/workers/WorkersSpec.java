package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Copies;
import dev.byol.api.spec.field.FreeForm;
import dev.byol.api.spec.field.Keyed;
import dev.byol.api.spec.field.Quantity;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;
import java.util.List;
import java.util.Map;

/**
 * Processes and the devices of each; everything from {@code image} on shapes the pods of a cluster
 * and means nothing to a run on one machine.
 */
public record WorkersSpec(
    @JsonPropertyDescription("Worker processes (pods in a cluster). Default 1.")
        @Range(min = 1, max = 4096)
        Integer replicas,
    @JsonPropertyDescription(
            "GPUs of each worker, 0 or 1: a worker computes on one device; 0 trains on the CPU. Default 0.")
        @Range(
            min = 0,
            max = 1,
            because = "a worker computes on one device",
            instead = "set it to 1, and spec.workers.replicas to the number of GPUs")
        Integer gpusPerWorker,
    @JsonPropertyDescription(
            "Training threads per worker. Unset: one for each of its GPUs, or the cores given to it.")
        @Range(min = 1, max = 1024)
        Integer lanes,
    @JsonPropertyDescription(
            "Container image of the trainer. Unset: the one that the operator was installed with.")
        @Text(TextForm.WORD)
        String image,
    @JsonPropertyDescription(
            "When a node pulls the image: Always, IfNotPresent or Never. Default IfNotPresent.")
        ImagePullPolicy imagePullPolicy,
    @JsonPropertyDescription("Names of Secrets to pull the image with. Unset: none.")
        @Keyed
        @Text(TextForm.OBJECT_NAME)
        List<String> imagePullSecrets,
    @JsonPropertyDescription(
            "CPU, memory and other resources of each worker, without its GPUs. Unset: no requests and no limits.")
        ResourcesSpec resources,
    @JsonPropertyDescription(
            "Resource name by which nodes offer GPUs; each worker asks for gpusPerWorker of it. Default nvidia.com/gpu.")
        @Text(TextForm.DEVICE)
        String gpuResource,
    @JsonPropertyDescription("Labels that a node must have to run a worker. Unset: none.")
        @Text(value = TextForm.LABEL_VALUE, keys = TextForm.QUALIFIED_NAME)
        Map<String, String> nodeSelector,
    @JsonPropertyDescription("Node taints that workers tolerate. Unset: none.")
        List<TolerationSpec> tolerations,
    @JsonPropertyDescription("PriorityClass of the worker pods. Unset: the cluster's default.")
        @Text(TextForm.OBJECT_NAME)
        String priorityClassName,
    @JsonPropertyDescription(
            "RuntimeClass of the worker pods, for instance nvidia. Unset: the cluster's default.")
        @Text(TextForm.OBJECT_NAME)
        String runtimeClassName,
    @JsonPropertyDescription(
            "Service account of the worker pods, which the policy of the cluster has to permit; the operator binds it to the right to get and patch the experiment's Lease. Unset: the operator makes an account with that right alone.")
        @Text(TextForm.OBJECT_NAME)
        String serviceAccount,
    @JsonPropertyDescription("Size of /dev/shm in each worker, counted as memory. Default 1Gi.")
        @Quantity
        String shm,
    @JsonPropertyDescription("Environment variables of the trainer. Unset: none.") @Keyed("name")
        List<EnvironmentSpec> env,
    @JsonPropertyDescription(
            "Storage mounted into every worker; data and checkpoint addresses may be paths in it. Unset: none.")
        @Keyed("name")
        List<VolumeSpec> volumes,
    @JsonPropertyDescription("Devices claimed by dynamic resource allocation. Unset: none.")
        @Keyed("name")
        List<ResourceClaimSpec> resourceClaims,
    @JsonPropertyDescription(
            "Seconds that a worker has to save a checkpoint and end when it is told to. Default 120.")
        @Range(min = 10, max = 86400)
        Integer terminationGracePeriodSeconds,
    @JsonPropertyDescription(
            "Whatever else the pods need, as the template of a Kubernetes pod (kubectl explain pod.spec), the trainer's container being named trainer; what the operator sets itself is refused there. Unset: nothing.")
        @FreeForm
        Map<String, Object> podTemplate) {
  public WorkersSpec {
    imagePullSecrets = Copies.of(imagePullSecrets);
    nodeSelector = Copies.of(nodeSelector);
    tolerations = Copies.of(tolerations);
    env = Copies.of(env);
    volumes = Copies.of(volumes);
    resourceClaims = Copies.of(resourceClaims);
    podTemplate = Copies.tree(podTemplate);
  }
}
