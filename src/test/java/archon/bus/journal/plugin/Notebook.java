package archon.bus.journal.plugin;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** A persistent actor as users write them: it keeps a list of whatever it is told to note. */
final class Notebook extends EventSourcedBehavior<Notebook.Command, Object, Notebook.Notes> {
  sealed interface Command {}

  /** Persists all or none. */
  record Note(List<Object> events, ActorRef<Done> replyTo) implements Command {}

  record Read(ActorRef<List<String>> replyTo) implements Command {}

  enum Stop implements Command {
    INSTANCE
  }

  /** The state, written by Pekko's serializer for JSON when a snapshot is taken. */
  record Notes(List<String> texts) {}

  private final RetentionCriteria retention;

  private Notebook(String persistenceId, RetentionCriteria retention) {
    super(PersistenceId.ofUniqueId(persistenceId));
    this.retention = retention;
  }

  static Behavior<Command> create(String persistenceId) {
    return new Notebook(persistenceId, RetentionCriteria.disabled());
  }

  /** Takes a snapshot every so many events, keeps two, and deletes the events before the older. */
  static Behavior<Command> withSnapshotEvery(String persistenceId, int events) {
    return new Notebook(
        persistenceId, RetentionCriteria.snapshotEvery(events, 2).withDeleteEventsOnSnapshot());
  }

  @Override
  public Notes emptyState() {
    return new Notes(List.of());
  }

  @Override
  public CommandHandler<Command, Object, Notes> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Note.class, (state, note) -> persist(note))
        .onCommand(
            Read.class,
            (state, read) ->
                Effect().none().thenReply(read.replyTo(), notes -> List.copyOf(notes.texts())))
        .onCommand(Stop.class, (state, stop) -> Effect().stop())
        .build();
  }

  private Effect<Object, Notes> persist(Note note) {
    return Effect().persist(note.events()).thenReply(note.replyTo(), notes -> Done.getInstance());
  }

  @Override
  public EventHandler<Notes, Object> eventHandler() {
    return (notes, event) -> {
      List<String> texts = new ArrayList<>(notes.texts());
      texts.add(event.toString());
      return new Notes(texts);
    };
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return retention;
  }
}
