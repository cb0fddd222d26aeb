package archon.bus.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.persistence.typed.PublishedEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Java 17 does not tell of a command without a handler; this does. */
final class TopicActorTest {
  private final TopicsFixture fixture = new TopicsFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void handlesEveryCommand() {
    TestProbe<TopicsGuardian.Command> guardian = fixture.actors.createTestProbe();
    TopicEntry entry =
        new TopicEntry(TopicsFixture.TOPIC, TopicsFixture.DEFAULTS, guardian.getRef(), List.of());
    entry.offer(SinglePublish.of(TopicsFixture.event(1)));
    List<TopicActor.Command> samples =
        List.of(
            TopicActor.Drain.INSTANCE,
            TopicActor.Clear.INSTANCE,
            new TopicActor.Cleared(null, new IOException("no")),
            TopicActor.IdleTimedOut.INSTANCE,
            TopicActor.Close.INSTANCE);

    handlesAll(
        samples, TopicActor.Command.class, fixture.actors.spawn(TopicActor.create(entry, bus())));
  }

  @Test
  void handlesEveryCommandOfTheGuardian() {
    TopicRegister register =
        new TopicRegister(
            TopicsFixture.DEFAULTS, r -> fixture.actors.spawn(TopicsGuardian.create(r, bus())));
    TopicEntry entry = register.entry(TopicsFixture.TOPIC);
    TopicsGuardian.Life life = new TopicsGuardian.Life(entry);
    List<TopicsGuardian.Command> samples =
        List.of(
            new TopicsGuardian.Wake(entry),
            new TopicsGuardian.Prepared(life, new IOException("no")),
            new TopicsGuardian.Cleared(life, new IOException("no"), null, new IOException("no")),
            new TopicsGuardian.Released(life, new IOException("no")),
            new TopicsGuardian.BackedOff(life),
            new TopicsGuardian.Forget(life),
            TopicsGuardian.Close.INSTANCE);

    handlesAll(samples, TopicsGuardian.Command.class, register.guardian());
  }

  @Test
  void forgetsATopicThatIsIdle() {
    TopicRegister register =
        new TopicRegister(
            TopicsFixture.DEFAULTS, r -> fixture.actors.spawn(TopicsGuardian.create(r, bus())));
    TopicEntry entry = register.entry(TopicsFixture.TOPIC);
    SinglePublish publish = SinglePublish.of(TopicsFixture.event(1));
    entry.offer(publish);
    TopicsFixture.await(publish.outcome());

    fixture.timePasses(TopicsFixture.DEFAULTS.passivateAfter());

    Awaitility.await().until(() -> register.entries().isEmpty());
    assertThat(entry.offer(SinglePublish.of(TopicsFixture.event(2)))).isFalse();
  }

  @Test
  void tellsNoFactToTheSystemsEventStream() {
    TestProbe<Object> probe = fixture.actors.createTestProbe();
    var stream = fixture.actors.system().eventStream();
    stream.tell(new EventStream.Subscribe<>(PublishedEvent.class, probe.getRef().narrow()));
    stream.tell(new EventStream.Subscribe<>(String.class, probe.getRef().narrow()));
    TopicRegister register =
        new TopicRegister(
            TopicsFixture.DEFAULTS, r -> fixture.actors.spawn(TopicsGuardian.create(r, bus())));
    SinglePublish publish = SinglePublish.of(TopicsFixture.event(1));

    register.entry(TopicsFixture.TOPIC).offer(publish);
    TopicsFixture.await(publish.outcome());
    stream.tell(new EventStream.Publish<>("stored"));

    probe.expectMessage("stored");
  }

  private <C> void handlesAll(List<C> samples, Class<C> commands, ActorRef<C> actor) {
    TestProbe<UnhandledMessage> unhandled = fixture.actors.createUnhandledMessageProbe();
    TestProbe<Object> end = fixture.actors.createTestProbe();
    Set<Class<?>> sampled = samples.stream().map(Object::getClass).collect(Collectors.toSet());

    samples.forEach(actor::tell);

    assertThat(sampled).containsExactlyInAnyOrder(commands.getPermittedSubclasses());
    end.expectTerminated(actor);
    unhandled.expectNoMessage(Duration.ZERO);
  }

  private TopicActor.Context bus() {
    return new TopicActor.Context(TopicsFixture.DEFAULTS, TopicsFixture.PLUGINS, fixture.storage);
  }
}
