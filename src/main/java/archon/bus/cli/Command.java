package archon.bus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** A command: its options, and what it does when it is called, which gives the exit code. */
abstract class Command extends Options implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /** With a line of the help for each of {@code description}. */
  Command(String... description) {
    spec.usageMessage().description(description);
    spec.versionProvider(new Version());
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
  }

  /** As picocli describes it; to add what is not about its options. */
  final CommandSpec spec() {
    return spec;
  }

  /** Options of which at most one may be given. */
  final <O extends Options> O oneOf(O options) {
    ArgGroupSpec.Builder group = ArgGroupSpec.builder();
    for (ArgSpec option : options.specs()) {
      group.addArg(option);
    }
    spec.addArgGroup(group.build());
    return options;
  }

  /** Options that all commands below this one take, too. */
  final <O extends Options> O everywhere(O options) {
    for (ArgSpec option : options.specs()) {
      OptionSpec.Builder builder = OptionSpec.builder((OptionSpec) option);
      spec.addOption(builder.scopeType(ScopeType.INHERIT).build());
    }
    return options;
  }

  /** Completes it, once, for running it or for adding it to another command. */
  final CommandLine commandLine() {
    for (ArgSpec argument : specs()) {
      spec.add(argument);
    }
    return new CommandLine(spec);
  }

  final void addSubcommand(String name, Command command) {
    spec.addSubcommand(name, command.commandLine());
  }

  /** What its user did wrong. */
  final ParameterException usage(String complaint) {
    return new ParameterException(spec.commandLine(), complaint);
  }
}
