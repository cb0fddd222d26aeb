package archon.bus.journal.plugin;

/** An event of {@link Notebook}, written by Pekko's serializer for JSON. */
record Noted(String text, int number) {}
