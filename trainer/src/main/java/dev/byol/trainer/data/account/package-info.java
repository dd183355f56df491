/**
 * The account of all that lies at the address of a split: what is used, what is left out and why,
 * and what is most likely a mistake. Values only; the sources of {@code data} write them while they
 * list folders and read headers, which they do anyway, and {@code run} and {@code cli} show them.
 *
 * <p>Read {@link dev.byol.trainer.data.account.DataAccount} first.
 */
package dev.byol.trainer.data.account;
