/**
 * The CustomResourceDefinition, generated from the records of {@code spec} and {@code status} and
 * checked in as {@code crds/byolexperiments.byol.dev.yaml}; a test fails when the two differ.
 *
 * <p>Own code because Fabric8's generator knows neither list types nor our ranges. Start at {@link
 * dev.byol.api.crd.CustomResourceDefinition}.
 */
package dev.byol.api.crd;
