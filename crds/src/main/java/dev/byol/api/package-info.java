/** The experiment as Java types: what a user writes, presets, defaults and validation. */
package dev.byol.api;
