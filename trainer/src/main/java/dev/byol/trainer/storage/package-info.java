/**
 * Object storage that speaks S3: one bucket and a prefix, with bounded retries, bounded memory and
 * errors that name address, status and remedy.
 *
 * <p>Used by {@code checkpoint} and {@code data}; depends on no other package of ours. Read {@link
 * dev.byol.trainer.storage.ObjectStore} first.
 */
package dev.byol.trainer.storage;
