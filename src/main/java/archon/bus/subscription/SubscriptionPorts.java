package archon.bus.subscription;

import archon.bus.read.ReadSide;
import java.util.concurrent.Executor;

/**
 * What subscriptions work with; its owner keeps all of it open until they are closed.
 *
 * @param pushes where new events come from
 * @param readSide where stored events come from; called on {@code io}
 * @param positions where positions of named subscriptions are stored; called on {@code io}
 * @param io runs blocking reads and writes, at most three at a time per subscription; may be
 *     bounded, must not reject
 * @param callbacks runs callbacks, which may block for any time: at most one task at a time per
 *     subscription, so a cached pool
 */
public record SubscriptionPorts(
    Pushes pushes, ReadSide readSide, PositionStore positions, Executor io, Executor callbacks) {}
