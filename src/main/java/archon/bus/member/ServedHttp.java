package archon.bus.member;

import archon.bus.http.HttpEndpoint;
import archon.bus.http.HttpSettings;
import archon.bus.settings.ConfigProblem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** A node's HTTP endpoint, if it is to have one; others find it in the node's descriptor. */
final class ServedHttp {
  private final @Nullable HttpEndpoint endpoint;

  private ServedHttp(@Nullable HttpEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * @throws ConfigProblem if a file that the settings name cannot be used
   */
  static ServedHttp start(Member member, NodeRole node, HttpSettings settings) {
    if (!settings.isEnabled()) {
      return new ServedHttp(null);
    }
    try {
      HttpEndpoint endpoint =
          HttpEndpoint.start(
              member.system(),
              new BusService(member, node.files()),
              settings,
              node.announcement().secrets().token());
      endpoint.url().thenAccept(node.announcement()::url);
      return new ServedHttp(endpoint);
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem("configuration: " + e.getMessage(), e);
    }
  }

  CompletionStage<Done> close() {
    return endpoint == null
        ? CompletableFuture.completedStage(Done.getInstance())
        : endpoint.close();
  }
}
