package archon.bus.link;

/**
 * What a frame is. A frame is its length, not counting these four bytes, then its type, then its
 * body; numbers are big endian, a text is its length in bytes and UTF-8.
 *
 * <pre>
 *   length u32 | type u8 | body
 *
 *   PUBLISH, PUBLISH_ALL  number u64, topic text, count u32, then each event:
 *                         id u128, content crc u32, known seq u64, length u32, head
 *   WATCH                 count u32, patterns
 *   CLEAR                 number u64, topic text, limit text
 *   ENDS                  number u64, count u32, topics
 *   STATUS                number u64
 *   STORED                first number u64, count u32, first seq u64, durability u8
 *   DUPLICATE             number u64, seq u64
 *   STORED_GROUP          number u64, durability u8, count u32, seqs (negative: a duplicate)
 *   FAILED                number u64, kind text, message text, topic text or none, id text or none, seq u64
 *   HINT                  topic text, first seq u64, last seq u64
 *   ANSWER                number u64, JSON text
 *   WATCHED, GOODBYE, PING  nothing
 * </pre>
 */
final class FrameType {
  /** Both ways, when nothing else was sent for a while. */
  static final byte PING = 1;

  // guest to node
  static final byte PUBLISH = 10;
  static final byte PUBLISH_ALL = 11;
  static final byte WATCH = 12;
  static final byte CLEAR = 13;
  static final byte ENDS = 14;
  static final byte STATUS = 15;

  // node to guest
  static final byte STORED = 20;
  static final byte DUPLICATE = 21;
  static final byte STORED_GROUP = 22;
  static final byte FAILED = 23;
  static final byte HINT = 24;
  static final byte WATCHED = 25;
  static final byte ANSWER = 26;
  static final byte GOODBYE = 27;

  /** Of an event in a publish, without its head. */
  static final int EVENT_BYTES = 2 * Long.BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES;

  /** Stands for the length of a text that is not there. */
  static final int NO_TEXT = -1;

  private FrameType() {}
}
