package archon.bus.bench;

/**
 * A figure of one run.
 *
 * @param name ends with its unit
 */
record Reading(String name, double value) {}
