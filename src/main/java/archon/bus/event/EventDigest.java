package archon.bus.event;

/**
 * What a topic remembers of an event to recognise it when it comes again: its id and a check of its
 * content.
 *
 * @param idHigh upper half of the event id, a 128-bit UUID
 * @param idLow lower half of the event id
 * @param contentCrc CRC-32C over all members but id and timestamp: a retry may carry a new time
 */
public record EventDigest(long idHigh, long idLow, int contentCrc) {
  /**
   * Of an event with this id.
   *
   * @throws EventRefused if it is not a UUID
   */
  public static EventDigest of(String id, int contentCrc) {
    long[] bits = EventId.bits(id);
    return new EventDigest(bits[0], bits[1], contentCrc);
  }

  /** Whether both carry the same event id. */
  public boolean sameId(EventDigest other) {
    return idHigh == other.idHigh && idLow == other.idLow;
  }
}
