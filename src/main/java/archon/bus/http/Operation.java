package archon.bus.http;

import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.jspecify.annotations.Nullable;

/**
 * One thing the endpoint can do.
 *
 * @param right without which it is refused; null if any token will do. Of a path with a topic, it
 *     must hold for that one
 */
record Operation(HttpMethod method, PathTemplate path, @Nullable Right right, Handler handler) {
  static Operation get(String path, Handler handler) {
    return new Operation(HttpMethods.GET, new PathTemplate(path), null, handler);
  }

  static Operation get(String path, Right right, Handler handler) {
    return new Operation(HttpMethods.GET, new PathTemplate(path), right, handler);
  }

  static Operation post(String path, Right right, Handler handler) {
    return new Operation(HttpMethods.POST, new PathTemplate(path), right, handler);
  }

  static Operation delete(String path, Right right, Handler handler) {
    return new Operation(HttpMethods.DELETE, new PathTemplate(path), right, handler);
  }
}
