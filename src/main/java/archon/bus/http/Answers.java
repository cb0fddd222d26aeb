package archon.bus.http;

import archon.bus.event.Json;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers that are small documents. */
final class Answers {
  private Answers() {}

  /** {@code document}: a map or list of plain values. */
  static HttpResponse json(int status, Object document) {
    return text(status, Media.JSON, Json.of(document).toString());
  }

  static HttpResponse text(int status, Media media, String text) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(media.contentType(), text));
  }

  static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }

  static Map<String, String> status(String word) {
    return Map.of("status", word);
  }
}
