/**
 * Presets and defaults: YAML resources laid under what a user wrote.
 *
 * <p>Anyone may use it. Start at {@link dev.byol.api.preset.Defaults}.
 */
package dev.byol.api.preset;
