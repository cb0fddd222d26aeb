package archon.bus.topic;

/** What an acknowledged event survives. */
public enum Durability {
  /**
   * Synced to disk before the acknowledgement: survives a killed process and a power cut on honest
   * disks.
   */
  DISK,
  /** Handed to the operating system: survives a killed process, not a power cut. */
  OS
}
