package archon.bus.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** JSON objects whose members are texts. */
final class GreetingJson {
  private static final JsonFactory JSON = new JsonFactory(); // no trees: slow to get ready

  private GreetingJson() {}

  static byte[] write(Map<String, String> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, String> member : members.entrySet()) {
        json.writeStringField(member.getKey(), member.getValue());
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** The members that are texts; others, which a later version may add, are passed over. */
  static Map<String, String> read(byte[] bytes) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw noObject();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          members.put(name, json.getText());
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      throw noObject(); // without a message that shows what was read: that may be a secret
    }
    return members;
  }

  private static IOException noObject() {
    return new IOException("greeting: expected a JSON object but found something else");
  }
}
