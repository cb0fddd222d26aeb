package archon.bus.journal;

import java.util.UUID;

/** Lines as the predecessor's {@code json.dumps} writes them. */
final class PredecessorFormat {
  private PredecessorFormat() {}

  static String line(String topic, long number) {
    return ("{\"id\": \"%s\", \"topic\": \"%s\", \"payload\": {\"number\": %d}, \"source\": \"ezra\","
            + " \"timestamp\": \"2023-01-04T09:48:%02d+00:00\", \"correlation_id\": null, \"metadata\": {}}")
        .formatted(new UUID(9, number), topic, number, number % 60);
  }

  /** Name of the file in which the predecessor keeps a topic. */
  static String fileName(String topic) {
    return topic.replace("/", "_").replace("\\", "_") + ".jsonl";
  }
}
