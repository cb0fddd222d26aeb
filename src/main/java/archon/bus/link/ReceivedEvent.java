package archon.bus.link;

/**
 * An event as a guest encoded it.
 *
 * @param idHigh upper half of its id
 * @param idLow lower half of its id
 * @param contentCrc see {@link archon.bus.event.EventDigest}
 * @param knownSeq the seq its guest found it stored under before it sent it again, 0 if it did not
 * @param head see {@link archon.bus.event.EncodedEvent}; not changed any more
 */
@SuppressWarnings(
    "ArrayRecordComponent") // internal hand-over on the hot path: nobody compares or changes it
public record ReceivedEvent(long idHigh, long idLow, int contentCrc, long knownSeq, byte[] head) {}
