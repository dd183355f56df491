package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;

/** Storage mounted into every worker: a claim, or a folder of the node. */
public record VolumeSpec(
    @JsonPropertyDescription(
            "Name of the volume: at most 58 lower case letters, digits and '-'. Required.")
        @Text(TextForm.VOLUME)
        String name,
    @JsonPropertyDescription("Absolute path in the worker, for instance /data. Required.")
        @Text(TextForm.MOUNT_PATH)
        String mountPath,
    @JsonPropertyDescription("Whether workers may only read. Unset: false.") Boolean readOnly,
    @JsonPropertyDescription(
            "PersistentVolumeClaim; with more than one worker it must allow several nodes. Exactly one of claimName and hostPath.")
        @Text(TextForm.OBJECT_NAME)
        String claimName,
    @JsonPropertyDescription(
            "Folder of the node; the policy of the cluster has to permit it, and namespaces with a Pod Security level refuse it. Exactly one of claimName and hostPath.")
        @Text(TextForm.PATH)
        String hostPath) {}
