/**
 * How a field of the spec is described: annotations for what its type cannot say, and {@link
 * dev.byol.api.spec.field.SpecField}, which reads a record's fields with them and is to be read
 * first. Used by the sections of the spec and by everything that goes over all fields; knows no
 * section.
 */
package dev.byol.api.spec.field;
