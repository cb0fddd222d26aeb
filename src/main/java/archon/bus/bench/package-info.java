/**
 * Measures the bus from outside, as those who embed it use it, beside the least that any bus would
 * have to do. A run whose events are not all found again has no figure.
 */
@NullMarked
package archon.bus.bench;

import org.jspecify.annotations.NullMarked;
