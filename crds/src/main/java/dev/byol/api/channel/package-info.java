/**
 * What a worker and the operator tell each other: environment variables and exit codes, and the
 * JSON in the annotations of the experiment's Lease and in the termination message.
 *
 * <p>Reading is lenient towards unknown fields, so that either side may be newer; values are
 * validated by the constructors. Anyone may use it. Start at {@link dev.byol.api.channel.Progress}.
 */
package dev.byol.api.channel;
