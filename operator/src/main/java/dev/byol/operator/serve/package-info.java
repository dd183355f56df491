/** Health and metrics over HTTP. Start at {@link dev.byol.operator.serve.Endpoints}. */
package dev.byol.operator.serve;
