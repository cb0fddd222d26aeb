package archon.bus.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers the requests of one operation. */
@FunctionalInterface
interface Handler {
  /** What it throws, or its stage fails with, {@link Problems} tells. */
  CompletionStage<HttpResponse> answer(Call call);
}
