/**
 * Data in object storage: pictures are fetched ahead of the loader that asks for them, shards may
 * be kept on the node, and the index of shards is built once.
 *
 * <p>Used by {@code run} and {@code cli}. Read {@link dev.byol.trainer.data.remote.BucketFiles}
 * first.
 */
package dev.byol.trainer.data.remote;
