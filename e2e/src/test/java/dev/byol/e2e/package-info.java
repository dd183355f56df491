/**
 * The product as its users meet it: {@code helm}, {@code kubectl} and {@code ./byol}, run as
 * processes. {@code *Test} needs helm alone and says so where it is missing; {@code *E2E} needs a
 * cluster ({@code KUBECONFIG}) that has the images. Read {@link dev.byol.e2e.UserStoryE2E} first.
 */
package dev.byol.e2e;
