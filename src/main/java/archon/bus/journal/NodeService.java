package archon.bus.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a node serves other processes, and the secrets they share with it.
 *
 * @param link port on the loopback address that other members connect to; 0 if none are let in
 * @param token shows the node that somebody may read its directory
 * @param proof shows others that who listens is who wrote this
 * @param url where it serves HTTP; null if it does not, or not yet
 */
public record NodeService(int link, String token, String proof, @Nullable String url) {
  /** Null if these members of a descriptor name none. */
  static @Nullable NodeService from(Map<String, String> members) {
    String link = members.getOrDefault("link", "");
    String token = members.get("token");
    String proof = members.get("proof");
    return !link.matches("[0-9]{1,5}") || token == null || proof == null
        ? null
        : new NodeService(Integer.parseInt(link), token, proof, members.get("url"));
  }

  void writeTo(JsonGenerator json) throws IOException {
    if (url != null) {
      json.writeStringField("url", url);
    }
    json.writeStringField("link", Integer.toString(link));
    json.writeStringField("token", token);
    json.writeStringField("proof", proof);
  }

  /** Without the secrets: this may end in a log. */
  @Override
  public String toString() {
    return "link %d, url %s".formatted(link, url);
  }
}
