/**
 * The bus for programs in other languages: an HTTP endpoint over {@link archon.bus.http.ServedBus},
 * which it declares itself. {@code schemas/openapi.yaml} describes it.
 */
@NullMarked
package archon.bus.http;

import org.jspecify.annotations.NullMarked;
