package archon.bus.member;

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

  // Guarded by this, all below.
  private @Nullable LinkSecrets secrets; // made when needed: a short command has none to share
  private int link;
  private @Nullable String url;
  private boolean isOver;

  Announcement(Journal journal) {
    this.journal = journal;
  }

  synchronized LinkSecrets secrets() {
    if (secrets == null) {
      secrets = LinkSecrets.random();
    }
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
      LinkSecrets shared = secrets();
      journal.announce(new NodeService(link, shared.token(), shared.proof(), url));
    }
  }

  /** Nothing is announced any more: the directory is let go, perhaps to another node. */
  synchronized void end() {
    isOver = true;
  }
}
