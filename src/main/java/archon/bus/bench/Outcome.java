package archon.bus.bench;

import archon.bus.topic.Durability;
import java.util.List;

/**
 * What one run came to.
 *
 * @param readings the same names in the same order at each run
 * @param durability of what it wrote or read
 * @param lineBytes of an event in its file, on average
 */
record Outcome(List<Reading> readings, Durability durability, double lineBytes) {}
