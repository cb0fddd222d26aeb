package archon.bus.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a repair does, would do, or leaves to people.
 *
 * @param log whose it is, null for what is no log's
 * @param file what it is about
 * @param what in words
 * @param isLeft whether no repair can do it
 */
public record RepairStep(@Nullable LogId log, Path file, String what, boolean isLeft) {}
