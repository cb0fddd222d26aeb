package archon.bus.read;

/**
 * How a topic is, as far as can be told without reading all of it and without a node.
 *
 * @param reason for people; empty with {@link State#OK}
 */
public record TopicHealth(State state, String reason) {
  static final TopicHealth WELL = new TopicHealth(State.OK, "");

  /** Whether there may be events that are not counted. */
  boolean mayHideEvents() {
    return state == State.DAMAGED || state == State.UNREADABLE;
  }

  /** The worst that is known. */
  public enum State {
    /** Nothing is known to be wrong; that no byte has changed only a verification tells. */
    OK,
    /** Events are missing or damaged; the reason tells where the first one is. */
    DAMAGED,
    /** It can be read, but no event can be published to it. */
    READ_ONLY,
    /** Its files cannot be read. */
    UNREADABLE
  }
}
