package dev.byol.trainer.collective;

/** How the workers of a generation may exchange what they sum. */
public enum Transport {
  /**
   * Through shared memory when every worker is found to see the same, over TCP otherwise. Both give
   * the same bits.
   */
  AUTO,
  /** Over TCP, whoever could do better: to find out whether shared memory is to blame. */
  TCP
}
