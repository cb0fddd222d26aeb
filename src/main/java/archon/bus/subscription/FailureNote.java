package archon.bus.subscription;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;

/**
 * Notes what a subscriber fails with, which its last signal does not tell, so that its holder
 * learns it.
 */
final class FailureNote
    extends BehaviorInterceptor<SubscriberActor.Command, SubscriberActor.Command> {
  private final Subscription subscription;

  FailureNote(Subscription subscription) {
    super(SubscriberActor.Command.class);
    this.subscription = subscription;
  }

  @Override
  public Behavior<SubscriberActor.Command> aroundReceive(
      TypedActorContext<SubscriberActor.Command> context,
      SubscriberActor.Command command,
      ReceiveTarget<SubscriberActor.Command> target) {
    try {
      return target.apply(context, command);
    } catch (RuntimeException | Error failure) {
      subscription.failedBy(failure);
      throw failure;
    }
  }
}
