package archon.bus.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Options that are declared together. Each is a field, made by one of the methods here: that
 * declares it, and it holds what a run was given. Picocli would take annotations as well, but to
 * find and read them takes longer than a short command.
 *
 * <p>Neither here nor around it a lambda or method reference has to do with picocli's types: the
 * JVM would link them when it makes the archive of classes, and an archive takes classes of
 * picocli's age only if they are not linked.
 */
abstract class Options {
  private final List<Argument<?>> arguments = new ArrayList<>();

  /** In the order in which they were declared. */
  final List<ArgSpec> specs() {
    List<ArgSpec> specs = new ArrayList<>();
    for (Argument<?> argument : arguments) {
      specs.add(argument.spec());
    }
    return specs;
  }

  /** An option with a word as its value. */
  final Argument<String> option(String name, String label, String description) {
    return option(name, label, String.class, description);
  }

  /** An option with a value of a type whose words picocli can convert. */
  final <T> Argument<T> option(String name, String label, Class<T> type, String description) {
    return add(OptionSpec.builder(name).paramLabel(label).type(type).description(description));
  }

  /** An option with a value of any other type. */
  final <T> Argument<T> option(
      String name, String label, ITypeConverter<T> converter, String description) {
    return add(
        OptionSpec.builder(name)
            .paramLabel(label)
            .type(Object.class)
            .converters(converter)
            .description(description));
  }

  /** An option with a value that may be given several times; by default there is none. */
  final <T> Argument<List<T>> options(
      String name, String label, ITypeConverter<T> converter, String description) {
    return this.<List<T>>add(
            OptionSpec.builder(name)
                .paramLabel(label)
                .type(List.class)
                .auxiliaryTypes(Object.class)
                .converters(converter)
                .description(description))
        .byDefault(List.of());
  }

  /** An option without a value: true if it is given. */
  final Argument<Boolean> flag(String name, String description) {
    return this.<Boolean>add(OptionSpec.builder(name).type(boolean.class).description(description))
        .byDefault(false);
  }

  /** Any other option. */
  final <T> Argument<T> add(OptionSpec.Builder option) {
    return keep(new Argument<>(option.build()));
  }

  /** Words without a name in front of them. */
  final <T> Argument<T> add(PositionalParamSpec.Builder parameter) {
    return keep(new Argument<>(parameter.build()));
  }

  private <T> Argument<T> keep(Argument<T> argument) {
    arguments.add(argument);
    return argument;
  }
}
