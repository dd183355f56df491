package dev.byol.trainer.engine.host;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.LaneTeam;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Sums;
import dev.byol.trainer.engine.Timer;
import dev.byol.trainer.engine.update.GradientBucket;
import dev.byol.trainer.engine.update.GradientSum;
import dev.byol.trainer.engine.update.Lars;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.engine.update.ParameterUpdate;
import dev.byol.trainer.engine.update.UpdateSlot;
import java.nio.DoubleBuffer;
import java.util.List;

/** What engines have in common whose memory is the host's: messages and sums in plain Java. */
public abstract class HostEngine implements Engine {
  @Override
  public Message message(int length) {
    return HostMessage.ofZeros(length);
  }

  @Override
  public Sums sums(LaneTeam team, int lane, Collective workers) {
    return message -> {
      HostMessage local = HostMessage.of(message);
      team.sum(
          lane,
          local.array(),
          local.offset(),
          local.length(),
          values -> acrossWorkers(workers, values, local.offset(), local.length()));
    };
  }

  @Override
  public GradientSum gradientSum(
      LaneTeam team, List<FlatBuffer> gradients, List<GradientBucket> buckets, Collective beside) {
    Element element = precision() == Precision.FLOAT32 ? Element.FLOAT32 : Element.FLOAT64;
    return new HostGradientSum(team, gradients, buckets, beside, element);
  }

  @Override
  public ParameterUpdate update(LarsSettings settings, List<UpdateSlot> slots) {
    return new HostUpdate(slots.stream().map(slot -> new Lars(settings, slot)).toList());
  }

  @Override
  public Timer timer() {
    return new ThreadTimer();
  }

  private static void acrossWorkers(Collective workers, double[] values, int offset, int length) {
    if (workers.worldSize() > 1) {
      workers.allReduceSum(DoubleBuffer.wrap(values, offset, length));
    }
  }
}
