package archon.bus.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer that goes on, read line by line; every read waits. */
final class OpenStream implements AutoCloseable {
  private final HttpResponse<InputStream> response;
  private final BufferedReader reader;

  private OpenStream(HttpResponse<InputStream> response) {
    this.response = response;
    this.reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  static OpenStream get(HttpClientOf client, String path, String... headers) {
    HttpRequest request = HttpClientOf.with(client.request(path), headers).build();
    try {
      return new OpenStream(client.client().send(request, BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  int status() {
    return response.statusCode();
  }

  String contentType() {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  /** The next line, null at the end. */
  @Nullable String line() {
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line that is not empty. */
  @Nullable String text() {
    String line = line();
    while (line != null && line.isEmpty()) {
      line = line();
    }
    return line;
  }

  /** The lines up to the next empty one: a block of Server-Sent Events. */
  List<String> block() {
    List<String> lines = new ArrayList<>();
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  /** A client that goes away. */
  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
