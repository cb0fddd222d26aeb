package archon.bus.cli;

import archon.bus.journal.JournalReader;
import archon.bus.read.HistorySettings;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplaySettings;
import archon.bus.read.TopicSelection;
import java.util.List;
import java.util.Locale;

/** Reading the events directory: no lock, no actor system, nothing created. */
final class ReadSession {
  private final Console console;
  private final EventsPlace place;
  private final JournalReader journal;
  private final ReadSide reads;

  private ReadSession(Console console, EventsPlace place, JournalReader journal, ReadSide reads) {
    this.console = console;
    this.place = place;
    this.journal = journal;
    this.reads = reads;
  }

  /** For answers about what is there. */
  static ReadSession open(ArchonBusCli cli) {
    ReadSession session = openAnyway(cli);
    session.place.requireReadable();
    return session;
  }

  /** For following what may come: the directory need not exist yet. */
  static ReadSession openAnyway(ArchonBusCli cli) {
    PlainLogging.install(cli);
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    JournalReader reader = JournalReader.of(place.directory(), configuration.journalSettings());
    ReadSide reads =
        JournalReadSide.create(
            reader,
            configuration.section("history", HistorySettings::from),
            configuration.section("replay", ReplaySettings::from));
    return new ReadSession(cli.console(), place, reader, reads);
  }

  ReadSide reads() {
    return reads;
  }

  JournalReader journal() {
    return journal;
  }

  EventsPlace place() {
    return place;
  }

  /**
   * Says so, with the nearest name, where words select no topic: a silent empty answer hides a
   * typing error.
   */
  void mentionMissing(List<String> topicsOrPatterns) {
    List<String> topics = reads.topics();
    for (String words : topicsOrPatterns) {
      TopicSelection selection = TopicSelection.of(words);
      if (topics.stream().noneMatch(selection::matches)) {
        console.say(
            "archon-bus: no topic %s in %s%s"
                .formatted(words, place.directory(), hint(words, topics)));
      }
    }
  }

  private static String hint(String words, List<String> topics) {
    String wanted = words.toLowerCase(Locale.ROOT);
    return topics.stream()
        .filter(
            topic ->
                topic.toLowerCase(Locale.ROOT).contains(wanted) || differsLittle(wanted, topic))
        .findFirst()
        .map(topic -> "; did you mean " + topic + "?")
        .orElse("; \"archon-bus topics\" lists them");
  }

  /** Whether one letter more, less or other makes the one the other. */
  private static boolean differsLittle(String a, String topic) {
    String b = topic.toLowerCase(Locale.ROOT);
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    String restA = a.substring(same);
    String restB = b.substring(same);
    return tail(restA).equals(tail(restB))
        || tail(restA).equals(restB)
        || restA.equals(tail(restB));
  }

  private static String tail(String text) {
    return text.isEmpty() ? text : text.substring(1);
  }
}
