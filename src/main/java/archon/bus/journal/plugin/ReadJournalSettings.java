package archon.bus.journal.plugin;

import com.typesafe.config.Config;

/**
 * Section {@code archon.bus.read-journal}; each key is described in {@code reference.conf}.
 *
 * @param writePlugin path of the block of the journal that is read
 * @param readDispatcher where files are read
 * @param maxBufferEvents events a query reads ahead of its consumer, 1 to 100,000
 * @param maxBufferBytes the same in bytes of their lines, from 1 KiB; one event may exceed it
 */
record ReadJournalSettings(
    String writePlugin, String readDispatcher, int maxBufferEvents, long maxBufferBytes) {
  ReadJournalSettings {
    require(!writePlugin.isBlank(), "write-plugin", "the path of a journal's block", writePlugin);
    require(
        maxBufferEvents >= 1 && maxBufferEvents <= 100_000,
        "max-buffer-events",
        "1 to 100000",
        maxBufferEvents);
    require(maxBufferBytes >= 1024, "max-buffer-bytes", "at least 1KiB", maxBufferBytes);
  }

  static ReadJournalSettings from(Config section) {
    return new ReadJournalSettings(
        section.getString("write-plugin"),
        section.getString("read-dispatcher"),
        section.getInt("max-buffer-events"),
        section.getBytes("max-buffer-bytes"));
  }

  private static void require(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new PluginMisconfigured(
          "%s.%s: expected %s but found \"%s\""
              .formatted(JsonlReadJournal.IDENTIFIER, key, expected, found));
    }
  }
}
