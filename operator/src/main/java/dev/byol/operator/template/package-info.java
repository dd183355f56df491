/**
 * What a user gives to worker pods beyond the fields of the experiment, {@code
 * spec.workers.podTemplate}: read strictly, and held to what the operator does not set itself.
 * Pure; {@code validate} and {@code model} use it. Read {@link
 * dev.byol.operator.template.UserTemplate} first.
 */
package dev.byol.operator.template;
