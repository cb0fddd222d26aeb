package archon.bus.guest;

import static archon.bus.guest.FilesInMemory.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.guest.SentToNode.Publish;
import archon.bus.link.FrameWriter;
import archon.bus.topic.Durability;
import archon.bus.topic.GroupPublish;
import archon.bus.topic.Pending;
import archon.bus.topic.SinglePublish;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TopicOutboxTest {
  private static final String TOPIC = "task.completed";

  @Test
  void keepsWhatCouldNotBePutForTheNextConnection() {
    EncodedEvent event = event(TOPIC, 1);
    TopicOutbox topic = new TopicOutbox(TOPIC, 1L << 40, OutboxTest.settings(""));
    topic.offer(new Waiting(new FailingOnce(SinglePublish.of(event)), false, 0));
    topic.offer(new Waiting(new FailingOnce(GroupPublish.of(List.of(event))), true, 0));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> topic.send(new FrameWriter(Integer.MAX_VALUE)))
          .isInstanceOf(OutOfMemoryError.class);
      topic.disconnected();
    }

    assertThat(SentToNode.by(topic::send).publishes)
        .extracting(Publish::id)
        .containsExactly(event.event().id(), event.event().id());
  }

  /** Is put into a frame when there is no room for it on the heap. */
  private static final class FailingOnce implements Pending {
    private final Pending publish;
    private boolean hasFailed;

    FailingOnce(Pending publish) {
      this.publish = publish;
    }

    @Override
    public EncodedEvent event(int index) {
      if (!hasFailed) {
        hasFailed = true;
        throw new OutOfMemoryError("made by the test");
      }
      return publish.event(index);
    }

    @Override
    public int size() {
      return publish.size();
    }

    @Override
    public long bytes() {
      return publish.bytes();
    }

    @Override
    public void complete(long[] seqs, int from, Durability durability) {
      publish.complete(seqs, from, durability);
    }

    @Override
    public void fail(BusException failure) {
      publish.fail(failure);
    }
  }
}
