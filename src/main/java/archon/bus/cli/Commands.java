package archon.bus.cli;

import java.util.List;
import java.util.Set;

/**
 * The commands, by name. Making one takes some milliseconds, so one that is not meant is left out.
 */
final class Commands {
  private static final String COMPLETION = "completion";

  private static final List<String> ALL = // in the order of the help
      List.of(
          "publish",
          "subscribe",
          "history",
          "replay",
          "topics",
          "clear",
          "verify",
          "repair",
          "subscriptions",
          "serve",
          "status",
          "demo",
          "bench",
          "config",
          COMPLETION);

  private static final Set<String> TAKE_A_WORD = Set.of("--events-dir", "--config");

  private Commands() {}

  /**
   * The one command that {@code args} names, where nothing but global options with a value stand
   * before it; else all, for the help and for what to say of a mistake.
   */
  static List<String> mentionedBy(String... args) {
    int at = 0;
    while (at + 2 <= args.length && TAKE_A_WORD.contains(args[at])) {
      at += 2;
    }
    String word = at < args.length ? args[at] : "";
    return ALL.contains(word) && !word.equals(COMPLETION) ? List.of(word) : ALL;
  }

  static Command create(String name, ArchonBusCli cli) {
    return switch (name) {
      case "publish" -> new PublishCommand(cli);
      case "subscribe" -> new SubscribeCommand(cli);
      case "history" -> new HistoryCommand(cli);
      case "replay" -> new ReplayCommand(cli);
      case "topics" -> new TopicsCommand(cli);
      case "clear" -> new ClearCommand(cli);
      case "verify" -> new VerifyCommand(cli);
      case "repair" -> new RepairCommand(cli);
      case "subscriptions" -> new SubscriptionsCommand(cli);
      case "serve" -> new ServeCommand(cli);
      case "status" -> new StatusCommand(cli);
      case "demo" -> new DemoCommand(cli);
      case "bench" -> new BenchCommand(cli);
      case "config" -> new ConfigCommand(cli);
      case COMPLETION -> new CompletionCommand(cli);
      default -> throw new IllegalArgumentException("no command is called " + name);
    };
  }
}
