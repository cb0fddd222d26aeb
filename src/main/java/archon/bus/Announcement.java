package archon.bus;

import archon.bus.journal.Journal;
import archon.bus.journal.NodeService;
import archon.bus.link.LinkSecrets;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a node lets others know in its directory: where it serves them, once it does, and the
 * secrets they need for that. Safe from any thread.
 */
final class Announcement {
  private final Journal journal;
  private final LinkSecrets secrets = LinkSecrets.random();

  // Guarded by this, all below.
  private int link;
  private @Nullable String url;
  private boolean isOver;

  Announcement(Journal journal) {
    this.journal = journal;
  }

  LinkSecrets secrets() {
    return secrets;
  }

  synchronized void link(int port) {
    link = port;
    announce();
  }

  synchronized void url(URI served) {
    url = served.toString();
    announce();
  }

  private void announce() {
    if (!isOver) {
      journal.announce(new NodeService(link, secrets.token(), secrets.proof(), url));
    }
  }

  /** Nothing is announced any more: the directory is let go, perhaps to another node. */
  synchronized void end() {
    isOver = true;
  }
}
