package archon.bus.journal;

/** When an append counts as stored. */
public enum SyncPolicy {
  /** After a sync of its group: survives a power cut. */
  BATCH,
  /**
   * After the write; synced within a bounded time: survives a killed process, a power cut loses
   * that time at most.
   */
  INTERVAL,
  /**
   * After the write: survives a killed process; a power cut loses what the system had not written
   * yet.
   */
  OS
}
