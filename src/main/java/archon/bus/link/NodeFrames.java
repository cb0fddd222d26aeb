package archon.bus.link;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a guest asks of the node, told frame by frame in the order it was sent, by the one thread
 * that reads the connection. Must not block: nothing else of this guest is heard meanwhile.
 */
public interface NodeFrames {
  /**
   * Whether more is to be read. Asked before each read, which may bring in many frames; if not,
   * then again after {@link Connection#goOn}.
   */
  boolean hasRoom();

  /** Events to be stored each by itself, under consecutive numbers from {@code firstNumber} on. */
  void publish(String topic, long firstNumber, List<ReceivedEvent> events);

  /** Events to be stored all or none, under one number. */
  void publishAll(String topic, long number, List<ReceivedEvent> events);

  /** Patterns of the topics to give hints of, in place of those before. */
  void watch(List<String> patterns);

  void clear(long number, String topic, String limitJson);

  /** Asks how far topics are durable. */
  void ends(long number, List<String> topics);

  void status(long number);

  /**
   * The last that is told, once: the connection has ended, and its {@link Outgoing} is asked no
   * more.
   *
   * @param failure null if either end closed it in good order
   */
  void ended(@Nullable IOException failure);
}
