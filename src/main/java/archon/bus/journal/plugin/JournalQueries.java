package archon.bus.journal.plugin;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.stream.javadsl.Source;

/** What both sides of the read journal offer. Safe from any thread; nothing blocks. */
final class JournalQueries {
  private static final String EVENTS_DIR = "events-dir";

  private final OpenedJournal opened;
  private final EventReading reading;
  private final Executor blocking;

  private JournalQueries(OpenedJournal opened, EventReading reading, Executor blocking) {
    this.opened = opened;
    this.reading = reading;
    this.blocking = blocking;
  }

  /**
   * Throws {@link PluginMisconfigured} if a setting is out of bounds or names no journal.
   *
   * @param block of this read journal
   */
  static JournalQueries create(ExtendedActorSystem system, Config block) {
    ReadJournalSettings settings = ReadJournalSettings.from(block);
    OpenedJournal opened = OpenedJournal.of(writeBlock(system, block, settings), system);
    system.registerOnTermination(opened::close);
    EventReading reading =
        new EventReading(
            new EntityLine(PayloadCodec.of(system)),
            Persistence.get(system).adaptersFor(settings.writePlugin(), block),
            settings);
    return new JournalQueries(
        opened, reading, system.dispatchers().lookup(settings.readDispatcher()));
  }

  /** The journal's own settings, with the directory of this block if it names one. */
  private static Config writeBlock(
      ExtendedActorSystem system, Config block, ReadJournalSettings settings) {
    String path = settings.writePlugin();
    // As Pekko looks for it: a configuration given at run time may bring the journal's block along.
    Config all = block.hasPath(path) ? block : system.settings().config();
    if (!all.hasPath(path)) {
      throw new PluginMisconfigured(
          "%s.write-plugin: expected the path of a journal's block but found no \"%s\""
              .formatted(JsonlReadJournal.IDENTIFIER, path));
    }
    String own = block.hasPath(EVENTS_DIR) ? block.getString(EVENTS_DIR) : "";
    Config journal = all.getConfig(path);
    return own.isEmpty()
        ? journal
        : journal.withValue(EVENTS_DIR, ConfigValueFactory.fromAnyRef(own));
  }

  Source<EventEnvelope, NotUsed> events(EventQuery.Request request) {
    return source(signal -> EventQuery.live(reading, request, opened.get(), signal));
  }

  Source<EventEnvelope, NotUsed> currentEvents(EventQuery.Request request) {
    return source(signal -> EventQuery.current(reading, request, opened.reader()));
  }

  Source<String, NotUsed> persistenceIds() {
    return source(signal -> IdQuery.live(opened.get(), signal));
  }

  Source<String, NotUsed> currentPersistenceIds() {
    return source(signal -> IdQuery.current(opened.reader(), signal));
  }

  private <T> Source<T, NotUsed> source(Query.Opener<T> opener) {
    return Source.fromGraph(new QuerySource<>(opener, blocking));
  }
}
