/**
 * What an administrator lets experiments use: service accounts, Secrets, folders of nodes, images,
 * priorities, tolerations and rights of pods. Pure; {@code observe} carries the policy, {@code
 * validate} asks it. The chart's ValidatingAdmissionPolicy says the same to the API server, and
 * {@code PolicyIT} holds the two together. Read {@link dev.byol.operator.policy.Policy} first.
 */
package dev.byol.operator.policy;
