package archon.bus.journal.plugin;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.ReadJournalProvider;

/** Makes the two sides of the read journal; named in the block {@code archon.bus.read-journal}. */
public final class JsonlReadJournalProvider implements ReadJournalProvider {
  private final JsonlReadJournal journal;

  /**
   * Called by Pekko with the plugin's block of the configuration. Throws {@link
   * PluginMisconfigured} if a setting is out of bounds.
   */
  public JsonlReadJournalProvider(ExtendedActorSystem system, Config block) {
    journal = new JsonlReadJournal(JournalQueries.create(system, block));
  }

  @Override
  public JsonlScalaReadJournal scaladslReadJournal() {
    return new JsonlScalaReadJournal(journal);
  }

  @Override
  public JsonlReadJournal javadslReadJournal() {
    return journal;
  }
}
