/**
 * Texts as people can read them, whatever they were made from. Anyone may use it. Start at {@link
 * dev.byol.api.text.Texts}.
 */
package dev.byol.api.text;
