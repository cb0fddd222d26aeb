package archon.bus.journal;

import org.jspecify.annotations.Nullable;

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

  // Written out: a record's own are linked at run time, which takes a short command milliseconds.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LogId that && kind == that.kind && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.ordinal() + name.hashCode();
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
