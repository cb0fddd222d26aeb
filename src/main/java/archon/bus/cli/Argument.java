package archon.bus.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option of a command, or a parameter without a name, and what a run was given for it. */
final class Argument<T> {
  private ArgSpec spec;
  private @Nullable T byDefault;

  Argument(ArgSpec spec) {
    this.spec = spec;
  }

  /** This option, which no run may leave out. */
  Argument<T> required() {
    spec = OptionSpec.builder((OptionSpec) spec).required(true).build();
    return this;
  }

  /** This argument, with a value for runs that leave it out. */
  Argument<T> byDefault(T value) {
    byDefault = value;
    return this;
  }

  /** What was given, else the default: for those that are required or have one. */
  T value() {
    return Objects.requireNonNull(valueOrNull());
  }

  /** What was given, else the default if it has one. */
  @Nullable T valueOrNull() {
    T given = spec.getValue();
    return given == null ? byDefault : given;
  }

  /** As picocli describes it. */
  ArgSpec spec() {
    return spec;
  }
}
