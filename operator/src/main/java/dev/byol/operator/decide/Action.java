package dev.byol.operator.decide;

import dev.byol.api.channel.Control;
import dev.byol.operator.model.AttemptPlan;
import java.util.Optional;

/**
 * One thing to be done in the cluster. Each may be done again without harm, as happens when the
 * operator dies between two of them. What is changed or deleted is named with its UID, so that
 * nothing is hit that has taken its name meanwhile.
 */
public sealed interface Action {
  /** Creates everything of an attempt, its Job last. */
  record StartAttempt(AttemptPlan plan) implements Action {}

  /**
   * Makes anew what the workers of an attempt need and somebody has deleted: their account's
   * rights, their Service. Its Job stays.
   *
   * @param config whether its ConfigMap is gone too
   */
  record Restore(AttemptPlan plan, boolean config) implements Action {}

  /**
   * Tells the workers something; makes the Lease if it is gone.
   *
   * @param lease name of the Lease
   * @param uid its UID, empty if it is not there
   */
  record WriteControl(String lease, Optional<String> uid, Control control) implements Action {}

  /** Deletes a Job and with it its pods, which are given their grace. */
  record DeleteJob(String name, String uid) implements Action {}

  /** Takes a pod off the books that its node does not speak of any more. */
  record ForceDeletePod(String name, String uid) implements Action {}

  /** Deletes a ConfigMap that no attempt needs any more. */
  record DeleteConfig(String name, String uid) implements Action {}
}
