/**
 * The command line {@code archon-bus}: one class per command, picocli around them. Data goes to
 * stdout, talk to stderr; commands that only read start no actor system and take no lock.
 */
@NullMarked
package archon.bus.cli;

import org.jspecify.annotations.NullMarked;
