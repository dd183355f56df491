/** What a field of the spec may be: one thing for whoever reads a file and for the API server. */
package dev.byol.operator.bounds;
