package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TopicPersistenceIdTest {
  @Test
  void tellsTopicsFromOtherPersistentActors() {
    assertThat(TopicPersistenceId.of("task.completed")).isEqualTo("archon.topic|task.completed");
    assertThat(TopicPersistenceId.topicOf("archon.topic|a|b")).contains("a|b");
    assertThat(TopicPersistenceId.topicOf("account|17")).isEmpty();
    assertThat(TopicPersistenceId.topicOf("archon.topic|")).isEmpty();
  }
}
