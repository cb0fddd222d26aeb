package archon.bus.http;

import archon.bus.TestBus;
import archon.bus.event.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests to a bus, with its token. */
final class HttpClientOf {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI url;
  private final String token;

  HttpClientOf(TestBus bus) {
    this(bus.url(), bus.token());
  }

  HttpClientOf(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  /** An answer that has arrived. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      return Json.parse(response.body()).node();
    }

    /** What a problem tells people. */
    String detail() {
      return json().path("detail").asText();
    }

    /** The last part of a problem's type. */
    String problem() {
      String type = json().path("type").asText();
      return type.substring(type.lastIndexOf(':') + 1);
    }
  }

  /** A request to a path, with the token; to be changed and sent. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  Answer get(String path, String... headers) {
    return send(with(request(path), headers));
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  Answer post(String path, String mediaType, String body) {
    return send(
        request(path).header("Content-Type", mediaType).POST(BodyPublishers.ofString(body)));
  }

  Answer postJson(String path, String body) {
    return post(path, "application/json", body);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  HttpClient client() {
    return client;
  }

  static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }
}
