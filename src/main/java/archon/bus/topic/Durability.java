package archon.bus.topic;

/** What an acknowledged event survives. */
public enum Durability {
  /**
   * Synced to disk before the acknowledgement: survives a killed process and a power cut on honest
   * disks.
   */
  DISK,
  /**
   * Handed to the operating system: survives a killed process. A power cut loses what had not
   * reached the disk yet: at most that of {@code sync-interval} with {@code sync = interval}, what
   * the system had not written by itself with {@code sync = os}.
   */
  OS
}
