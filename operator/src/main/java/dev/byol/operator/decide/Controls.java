package dev.byol.operator.decide;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.EndReason;
import dev.byol.api.spec.TrainingSpec;
import dev.byol.operator.observe.LeaseView;
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
      draft.act(
          new Action.WriteControl(
              draft.seen.leaseName(), draft.seen.lease().map(LeaseView::uid), wanted));
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
      scheduleSteps = Beginnings.scheduleSteps(draft, training).orElse(null);
    } else if (!draft.acceptance.holds() && told.isPresent()) {
      maxSteps = told.get().maxSteps();
      scheduleSteps = told.get().scheduleSteps();
    }
    return new Control(
        draft.attempt.number(), Beginnings.nextGeneration(draft), action, maxSteps, scheduleSteps);
  }

  private static boolean sameCommand(Control a, Control b) {
    return a.attempt() == b.attempt()
        && a.action() == b.action()
        && Objects.equals(a.maxSteps(), b.maxSteps())
        && Objects.equals(a.scheduleSteps(), b.scheduleSteps());
  }
}
