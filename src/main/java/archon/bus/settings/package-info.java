/**
 * What an operator may set: the whole of {@code archon.bus}, checked key by key, and where the
 * events are. Each room reads its own section; this one knows all of them.
 */
@NullMarked
package archon.bus.settings;

import org.jspecify.annotations.NullMarked;
