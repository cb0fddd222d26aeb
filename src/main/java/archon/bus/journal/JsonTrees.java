package archon.bus.journal;

import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Jackson's trees, for what is rarely read or written. Apart from the classes that use them: to get
 * ready they take a tenth of a short command's time.
 */
final class JsonTrees {
  static final JsonMapper MAPPER = new JsonMapper();

  private JsonTrees() {}
}
