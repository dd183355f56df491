/**
 * Tests against a real API server, where one is at hand: {@code KUBE_API_TEST_DIR} and {@code
 * KUBE_API_TEST_API_SERVER_VERSION} say where etcd and kube-apiserver are, as kube-api-test has
 * them. Jobs and pods are played by {@link dev.byol.operator.it.FakeNodes}.
 */
package dev.byol.operator.it;
