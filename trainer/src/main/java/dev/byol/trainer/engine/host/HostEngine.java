package dev.byol.trainer.engine.host;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.LaneTeam;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Sums;
import dev.byol.trainer.engine.Timer;
import java.nio.DoubleBuffer;

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
  public Timer timer() {
    return new ThreadTimer();
  }

  private static void acrossWorkers(Collective workers, double[] values, int offset, int length) {
    if (workers.worldSize() > 1) {
      workers.allReduceSum(DoubleBuffer.wrap(values, offset, length));
    }
  }
}
