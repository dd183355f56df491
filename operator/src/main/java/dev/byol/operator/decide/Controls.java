package dev.byol.operator.decide;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.EndReason;
import dev.byol.api.spec.training.TrainingSpec;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.signal.EventReason;
import java.util.Objects;
import java.util.Optional;

/** What the workers of a living attempt are told. */
final class Controls {
  private final Draft draft;

  private Controls(Draft draft) {
    this.draft = draft;
  }

  /** Tells the workers what holds now, if they were told something else. */
  static void write(Draft draft) {
    new Controls(draft).write();
  }

  private void write() {
    Optional<Control> told = draft.seen.lease().flatMap(LeaseView::control);
    Control wanted = wanted(told);
    if (told.isEmpty() || !sameCommand(told.get(), wanted)) {
      var write =
          new Action.WriteControl(
              draft.seen.leaseName(), draft.seen.lease().map(LeaseView::uid), wanted);
      draft.act(write);
      if (wanted.action() == Control.Action.CHECKPOINT) {
        draft.tell(
            Notice.of(
                    EventReason.CHECKPOINT_ORDERED,
                    "spec.lifecycle.checkpointNonce changed: the workers save after their next step and train on.")
                .after(write));
      }
    }
  }

  private Control wanted(Optional<Control> told) {
    String stop = draft.attempt.stopReason();
    Control.Action action =
        stop == null
            ? Control.Action.RUN
            : stop.equals(EndReason.STALLED.word()) ? Control.Action.DUMP : Control.Action.STOP;
    Long maxSteps = null;
    Long scheduleSteps = null;
    if (draft.edits().stream().anyMatch(edit -> edit.effect() == Edit.Effect.LIVE)) {
      TrainingSpec training = draft.filled().spec().training();
      maxSteps = training.maxSteps();
      scheduleSteps = AttemptStart.scheduleSteps(draft, training).orElse(null);
    } else if (!draft.acceptance.holds() && told.isPresent()) {
      maxSteps = told.get().maxSteps();
      scheduleSteps = told.get().scheduleSteps();
    }
    String nonce = nonce(told);
    boolean isOrdered =
        action == Control.Action.RUN
            && told.filter(c -> c.attempt() == draft.attempt.number())
                .filter(c -> !Objects.equals(c.checkpointNonce(), nonce))
                .isPresent();
    return new Control(
        draft.attempt.number(),
        AttemptStart.nextGeneration(draft),
        isOrdered ? Control.Action.CHECKPOINT : action,
        maxSteps,
        scheduleSteps,
        nonce);
  }

  /** An edit that cannot be used orders nothing. */
  private String nonce(Optional<Control> told) {
    return draft.acceptance.holds()
        ? draft.lifecycle().checkpointNonce()
        : told.map(Control::checkpointNonce).orElse(null);
  }

  /** Workers that have saved train on: a checkpoint is ordered by the change of the nonce. */
  private static Control.Action withoutOrder(Control.Action action) {
    return action == Control.Action.CHECKPOINT ? Control.Action.RUN : action;
  }

  private static boolean sameCommand(Control a, Control b) {
    return a.attempt() == b.attempt()
        && withoutOrder(a.action()) == withoutOrder(b.action())
        && Objects.equals(a.checkpointNonce(), b.checkpointNonce())
        && Objects.equals(a.maxSteps(), b.maxSteps())
        && Objects.equals(a.scheduleSteps(), b.scheduleSteps());
  }
}
