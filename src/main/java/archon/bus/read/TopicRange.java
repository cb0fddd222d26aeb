package archon.bus.read;

/**
 * Which events of a topic can be read.
 *
 * @param firstSeq seq of the first event that can be read, {@code lastSeq + 1} if none can
 * @param lastSeq seq of the last event ever stored, 0 if none was
 */
public record TopicRange(long firstSeq, long lastSeq) {
  public static final TopicRange EMPTY = new TopicRange(1, 0);

  public boolean isEmpty() {
    return firstSeq > lastSeq;
  }
}
