package archon.bus.journal.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.ReplicaId;
import org.apache.pekko.persistence.typed.ReplicationId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.ReplicatedEventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.ReplicatedEventSourcing;
import org.apache.pekko.persistence.typed.javadsl.ReplicationContext;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** One notebook written in two places, each of which reads the other's events from the journal. */
final class ReplicatedNotebook
    extends ReplicatedEventSourcedBehavior<
        ReplicatedNotebook.Command, String, ReplicatedNotebook.Notes> {
  static final ReplicaId LEFT = new ReplicaId("left");
  static final ReplicaId RIGHT = new ReplicaId("right");

  sealed interface Command {}

  record Note(String text, ActorRef<Done> replyTo) implements Command {}

  record Read(ActorRef<List<String>> replyTo) implements Command {}

  record Notes(List<String> texts) {}

  private ReplicatedNotebook(ReplicationContext context) {
    super(context);
  }

  static Behavior<Command> create(ReplicaId replica) {
    return ReplicatedEventSourcing.commonJournalConfig(
        replicationId(replica),
        Set.of(LEFT, RIGHT),
        JsonlReadJournal.IDENTIFIER,
        ReplicatedNotebook::new);
  }

  static PersistenceId persistenceId(ReplicaId replica) {
    return replicationId(replica).persistenceId();
  }

  private static ReplicationId replicationId(ReplicaId replica) {
    return new ReplicationId("notebook", "1", replica);
  }

  @Override
  public boolean withEventPublishing() {
    return false; // only what the read journal finds goes to the other replica
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(3, 2);
  }

  @Override
  public Notes emptyState() {
    return new Notes(List.of());
  }

  @Override
  public CommandHandler<Command, String, Notes> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(
            Note.class,
            (state, note) ->
                Effect()
                    .persist(note.text())
                    .thenReply(note.replyTo(), notes -> Done.getInstance()))
        .onCommand(
            Read.class, (state, read) -> Effect().none().thenReply(read.replyTo(), Notes::texts))
        .build();
  }

  @Override
  public EventHandler<Notes, String> eventHandler() {
    return (notes, text) -> {
      List<String> texts = new ArrayList<>(notes.texts());
      texts.add(text);
      return new Notes(List.copyOf(texts));
    };
  }
}
