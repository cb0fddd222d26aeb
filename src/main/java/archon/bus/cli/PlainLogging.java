package archon.bus.cli;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logging of commands that are soon done: warnings and errors, one line each, on stderr. Starting
 * Logback would take a tenth of such a command's time. Public for SLF4J only.
 */
public final class PlainLogging implements SLF4JServiceProvider {
  private static final String PROPERTY = "slf4j.provider"; // read when the first logger is made

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();
  private final ILoggerFactory loggers = name -> new Lines(System.err);

  /**
   * From now on, unless something was logged before or the user chose otherwise, also by asking for
   * stack traces. A run that is not the whole process leaves the logging to the others in it.
   */
  static void install(ArchonBusCli cli) {
    if (cli.console().ownsProcess()
        && !cli.options().verbose.value()
        && System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, PlainLogging.class.getName());
      System.setProperty("slf4j.internal.verbosity", "WARN"); // else it tells of the choice
    }
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99"; // any 2.0, as SLF4J asks providers to say
  }

  @Override
  public void initialize() {}

  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient PrintStream err;

    Lines(PrintStream err) {
      this.err = err;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return Lines.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable failure) {
      String text = MessageFormatter.basicArrayFormat(message, arguments);
      err.println("archon-bus: " + text + (failure == null ? "" : ": " + failure));
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
