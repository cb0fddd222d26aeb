package archon.bus.read;

import java.time.Instant;

/** From {@code earliest} to {@code latest}, both inclusive. */
public record TimeSpan(Instant earliest, Instant latest) {}
