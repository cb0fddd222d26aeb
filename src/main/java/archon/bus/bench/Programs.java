package archon.bus.bench;

import java.util.List;

/**
 * How processes are started.
 *
 * @param archonBus the command {@code archon-bus}; a subcommand follows
 * @param java a JVM with its options and class path; a main class follows
 */
public record Programs(List<String> archonBus, List<String> java) {}
