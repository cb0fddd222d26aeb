package archon.bus.cli;

import picocli.AutoComplete;

/** Makes shells complete words. */
final class CompletionCommand extends Command {
  private final ArchonBusCli cli;

  CompletionCommand(ArchonBusCli cli) {
    super("Print a completion script for bash and zsh: source <(archon-bus completion)");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    cli.console().out().text(AutoComplete.bash("archon-bus", spec().root().commandLine()));
    return ExitCode.OK;
  }
}
