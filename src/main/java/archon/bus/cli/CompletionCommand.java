package archon.bus.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes shells complete words. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh: source <(archon-bus completion)",
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    cli.console().out().text(AutoComplete.bash("archon-bus", spec.root().commandLine()));
    return ExitCode.OK;
  }
}
