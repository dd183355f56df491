/**
 * The sections that say what is learned from: {@code spec.data} and {@code spec.augmentation}. Read
 * {@link dev.byol.api.spec.data.DataSpec} first. Uses {@code spec.field} alone.
 */
package dev.byol.api.spec.data;
