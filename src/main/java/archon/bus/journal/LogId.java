package archon.bus.journal;

/**
 * Names one log of a journal: a topic's, kept in the top folder, or that of any other persistent
 * actor, kept in {@code .archon-bus/persistence/}.
 */
public record LogId(Kind kind, String name) {
  /** What a log belongs to. */
  public enum Kind {
    TOPIC,
    ENTITY
  }

  public static LogId topic(String topic) {
    return new LogId(Kind.TOPIC, topic);
  }

  public static LogId entity(String persistenceId) {
    return new LogId(Kind.ENTITY, persistenceId);
  }

  /**
   * Throws {@link archon.bus.event.EventRefused} if it can be read only: no file can be named for
   * it.
   */
  public void requireWritable() {
    String unused = TopicFileName.encode(this);
  }

  /**
   * For messages: the command to run, {@code " (archon-bus verify --topic 'orders')"}; empty where
   * there is none, as for persistent actors that are no topics.
   */
  String commandHint(String command) {
    return kind == Kind.TOPIC ? " (archon-bus %s --topic '%s')".formatted(command, name) : "";
  }

  /** For messages: {@code topic orders}. */
  String describe() {
    return (kind == Kind.TOPIC ? "topic " : "persistence id ") + name;
  }
}
