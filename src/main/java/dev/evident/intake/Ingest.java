package dev.evident.intake;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends events to the store. Single events that arrive in the same turn of the event loop travel in one message, since
 * a message costs more than an event. What comes back is an acknowledgement (committed and fsynced) or a problem.
 *
 * <p>Confined to the context it was made for.
 */
public final class Ingest {
    private final Bus bus;
    private final Context context;
    private List<NewEvent> bodies = new ArrayList<>();
    private List<Promise<Receipt>> receipts = new ArrayList<>();

    /** An intake for one verticle instance. */
    public Ingest(Bus bus, Context context) {
        this.bus = bus;
        this.context = context;
    }

    /** Stores one event; fails with the problem {@code dedup-conflict} when its key belongs to other content. */
    public Future<Receipt> one(NewEvent body) {
        if (bodies.isEmpty()) {
            context.runOnContext(turnEnds -> flush());
        }
        Promise<Receipt> receipt = Promise.promise();
        bodies.add(body);
        receipts.add(receipt);
        return receipt.future();
    }

    /** Stores each event for itself: one whose key belongs to other content keeps no other from being stored. */
    public Future<Appended> each(List<NewEvent> events) {
        return bus.request(StoreMessages.APPEND, new Append(events, false));
    }

    /** Stores all events or none. */
    public Future<Appended> all(List<NewEvent> events) {
        return bus.request(StoreMessages.APPEND, new Append(events));
    }

    private void flush() {
        List<Promise<Receipt>> waiting = receipts;
        List<NewEvent> events = bodies;
        bodies = new ArrayList<>();
        receipts = new ArrayList<>();
        bus.request(StoreMessages.APPEND, new Append(events, false))
                .onSuccess(appended -> {
                    for (int i = 0; i < waiting.size(); i++) {
                        complete(waiting.get(i), appended.places().get(i));
                    }
                })
                .onFailure(failure -> waiting.forEach(receipt -> receipt.fail(failure)));
    }

    private static void complete(Promise<Receipt> promise, Placed place) {
        if (place.outcome() == Outcome.CONFLICT) {
            promise.fail(Problem.of(
                            Kind.DEDUP_CONFLICT,
                            "The dedup_key is that of event " + place.id() + ", whose content is another; nothing was"
                                    + " stored.")
                    .with("field", "dedup_key")
                    .exception());
        } else {
            promise.complete(
                    new Receipt(place.id(), place.seq(), place.micros(), place.outcome() == Outcome.DUPLICATE));
        }
    }
}
