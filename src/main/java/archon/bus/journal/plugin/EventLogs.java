package archon.bus.journal.plugin;

import archon.bus.event.TopicPersistenceId;
import archon.bus.journal.LogId;

/** Which log of the journal a persistent actor writes to, and whose a log is. */
final class EventLogs {
  private EventLogs() {}

  static LogId of(String persistenceId) {
    return TopicPersistenceId.topicOf(persistenceId)
        .map(LogId::topic)
        .orElseGet(() -> LogId.entity(persistenceId));
  }

  static String persistenceId(LogId log) {
    return log.kind() == LogId.Kind.TOPIC ? TopicPersistenceId.of(log.name()) : log.name();
  }
}
