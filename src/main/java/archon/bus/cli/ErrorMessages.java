package archon.bus.cli;

import archon.bus.event.BusException;
import archon.bus.journal.DamagedLine;
import archon.bus.settings.ConfigProblem;
import com.typesafe.config.ConfigException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells failures in one clear line; the stack trace only if asked for. */
final class ErrorMessages implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;

  ErrorMessages(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = console.err();
    err.println("archon-bus: " + oneLine(String.valueOf(failure.getMessage())));
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    traceIfVerbose(failure, command);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, @Nullable ParseResult parsed) {
    if (failure instanceof OutputFailed output && output.isBrokenPipe()) {
      return ExitCode.OK;
    }
    if (failure instanceof ParameterException usage) {
      return handleParseException(usage, new String[0]);
    }
    if (isOfOptions(failure, command)) {
      String message = String.valueOf(failure.getMessage());
      return handleParseException(new ParameterException(command, message, failure), new String[0]);
    }
    flushData();
    if (failure instanceof BusException || failure instanceof ConfigException) {
      tell(failure);
      for (Throwable further : failure.getSuppressed()) {
        if (further instanceof BusException) { // of what was asked of several topics
          tell(further);
        }
      }
    } else {
      console.say(
          "archon-bus: unexpected failure: "
              + oneLine(failure.toString())
              + "; please report it with what --verbose shows");
    }
    traceIfVerbose(failure, command);
    return failure instanceof DamagedLine ? ExitCode.DAMAGED : ExitCode.FAILED;
  }

  /** What was found before the failure comes first. */
  private void flushData() {
    try {
      console.out().flush();
    } catch (OutputFailed alreadyFailing) {
      // The failure at hand is told; whoever read the data has gone.
    }
  }

  private void tell(Throwable failure) {
    console.say("archon-bus: " + oneLine(String.valueOf(failure.getMessage())));
  }

  /** What is wrong in a file is no wrong usage; what a -D option states wrongly is. */
  private static boolean isOfOptions(Exception failure, CommandLine command) {
    boolean isOfConfiguration =
        failure instanceof ConfigProblem
            || failure instanceof WrongConfiguration
            || failure instanceof ConfigException;
    return isOfConfiguration && root(command).options().state(String.valueOf(failure.getMessage()));
  }

  private void traceIfVerbose(Exception failure, CommandLine command) {
    if (root(command).options().verbose.value()) {
      failure.printStackTrace(console.err());
    }
  }

  private static ArchonBusCli root(CommandLine command) {
    return (ArchonBusCli) command.getCommandSpec().root().userObject();
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
