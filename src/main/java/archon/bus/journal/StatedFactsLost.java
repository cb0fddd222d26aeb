package archon.bus.journal;

/**
 * The highest numbers ever given in a log are known neither from its stated facts nor from its
 * lines. They are never guessed, so it takes no more lines; what it holds stays readable. A retry
 * is useless until the missing file is put back or the topic is repaired.
 */
public final class StatedFactsLost extends JournalException {
  private static final long serialVersionUID = 1L;

  StatedFactsLost(LogId log, String found) {
    super(
        "%s: expected to know its highest seq but %s; put the missing file back from a backup, or let numbers go on at a safe distance%s"
            .formatted(log.describe(), found, log.commandHint("repair")),
        null);
  }
}
