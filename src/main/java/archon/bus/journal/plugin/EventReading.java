package archon.bus.journal.plugin;

import org.apache.pekko.persistence.journal.EventAdapters;

/** What all queries for events share: how lines become events, and how many at a time. */
record EventReading(EntityLine entityLine, EventAdapters adapters, ReadJournalSettings settings) {}
