package archon.bus.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The commands, by name. Building one for picocli takes some 10 ms, so one that is not meant is
 * left out.
 */
final class Commands {
  private static final Map<String, Class<?>> ALL = all(); // in the order of the help

  private static final Set<String> TAKE_A_WORD = Set.of("--events-dir", "--config");

  private Commands() {}

  /**
   * The one command that {@code args} names, where nothing but global options with a value stand
   * before it; else all, for the help and for what to say of a mistake.
   */
  static Map<String, Class<?>> mentionedBy(String... args) {
    int at = 0;
    while (at + 2 <= args.length && TAKE_A_WORD.contains(args[at])) {
      at += 2;
    }
    String word = at < args.length ? args[at] : "";
    Class<?> command = ALL.get(word);
    return command == null || command == CompletionCommand.class ? ALL : Map.of(word, command);
  }

  private static Map<String, Class<?>> all() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("publish", PublishCommand.class);
    commands.put("subscribe", SubscribeCommand.class);
    commands.put("history", HistoryCommand.class);
    commands.put("replay", ReplayCommand.class);
    commands.put("topics", TopicsCommand.class);
    commands.put("clear", ClearCommand.class);
    commands.put("verify", VerifyCommand.class);
    commands.put("repair", RepairCommand.class);
    commands.put("subscriptions", SubscriptionsCommand.class);
    commands.put("demo", DemoCommand.class);
    commands.put("bench", BenchCommand.class);
    commands.put("config", ConfigCommand.class);
    commands.put("completion", CompletionCommand.class);
    return Collections.unmodifiableMap(commands);
  }
}
