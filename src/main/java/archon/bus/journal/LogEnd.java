package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * Up to where the lines of a log that this process writes are durable. Published by its writer,
 * obeyed by readers in the node.
 *
 * @param fileKey identity of its own file, null if there is none
 * @param length how much of it may be read
 */
record LogEnd(@Nullable Object fileKey, long length, LogBounds bounds, LogLayout layout) {
  boolean isOf(@Nullable Object otherKey) {
    return String.valueOf(fileKey).equals(String.valueOf(otherKey));
  }
}
