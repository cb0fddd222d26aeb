package archon.bus.event;

import java.util.Optional;

/**
 * The persistence id of a topic's actor, and back: a journal plugin tells topics from other
 * persistent actors by it.
 */
public final class TopicPersistenceId {
  private static final String PREFIX = "archon.topic|";

  private TopicPersistenceId() {}

  /** The persistence id of the actor that owns {@code topic}. */
  public static String of(String topic) {
    return PREFIX + topic;
  }

  /** The topic whose actor has this persistence id; empty if it is another persistent actor's. */
  public static Optional<String> topicOf(String persistenceId) {
    return persistenceId.startsWith(PREFIX) && persistenceId.length() > PREFIX.length()
        ? Optional.of(persistenceId.substring(PREFIX.length()))
        : Optional.empty();
  }
}
