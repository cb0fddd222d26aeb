package archon.bus.topic;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/**
 * The Pekko plugins topics are stored with.
 *
 * @param journalId configuration path of the journal
 * @param snapshotStoreId configuration path of the snapshot store
 * @param config holds those paths where the actor system's own configuration does not, so that
 *     several buses may live in one system; may be empty
 */
public record PersistencePlugins(String journalId, String snapshotStoreId, Config config) {
  /** The bus's own plugins, as the actor system configures them. */
  public static final PersistencePlugins STANDARD =
      new PersistencePlugins(
          "archon.bus.journal", "archon.bus.snapshot-store", ConfigFactory.empty());
}
