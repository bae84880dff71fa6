package dev.evident.log;

import dev.evident.event.EntryKind;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Redact;
import dev.evident.log.message.Redacted;
import dev.evident.merkle.EventLeaf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Deletes the content of events for good. A request is read, hashed, committed together with the event that says so, and
 * then what is left in the store's files is removed. One request after the other, so that an event is redacted once;
 * what producers send is committed in between. At most {@value #MAX_WAITING} wait.
 *
 * <p>Confined to the context of the log.
 */
final class Redactor {
    private static final int MAX_WAITING = 16;
    private static final long PURGE_AGAIN_MS = 5_000;

    private final Vertx vertx;
    private final LogStore store;
    private final DamageAlarm damage;
    private final Appender appender;
    private final Consumer<Throwable> onFatal;
    private final EventLeaf leaf = new EventLeaf();
    private Future<Redacted> last = Future.succeededFuture(new Redacted(0, Optional.empty()));
    private int waiting;
    private boolean purgeIsDue;

    /**
     * A redactor of a store.
     *
     * @param onFatal told when the store failed so that nothing more may be acknowledged
     */
    Redactor(Vertx vertx, LogStore store, DamageAlarm damage, Appender appender, Consumer<Throwable> onFatal) {
        this.vertx = vertx;
        this.store = store;
        this.damage = damage;
        this.appender = appender;
        this.onFatal = onFatal;
    }

    /** Redacts all of them or none. */
    Future<Redacted> redact(Redact request) {
        if (request.seqs().isEmpty() || request.seqs().size() > RedactionEvent.MAX_TARGETS) {
            throw new IllegalArgumentException(request.seqs().size() + " events in one redaction");
        }
        if (waiting >= MAX_WAITING) {
            return Future.failedFuture(Problem.of(Kind.OVERLOADED, "Too many redactions wait. Try again later.")
                    .with("retry_after", 1)
                    .exception());
        }
        waiting++;
        last = last.transform(before -> carryOut(request)).onComplete(done -> waiting--);
        return last;
    }

    private Future<Redacted> carryOut(Redact request) {
        List<Long> seqs = request.seqs().stream().sorted().distinct().toList();
        return targets(seqs, new ArrayList<>()).compose(targets -> {
            if (targets.isEmpty()) {
                return Future.succeededFuture(new Redacted(0, Optional.empty()));
            }
            NewEvent says = RedactionEvent.body(
                    request.actor(),
                    request.tenant(),
                    request.reason(),
                    targets.stream()
                            .map(target -> new RedactionEvent.Target(target.seq(), target.tenant()))
                            .toList(),
                    request.filter());
            return appender.redact(says, targets).compose(by -> purge().transform(
                            purged -> Future.succeededFuture(new Redacted(targets.size(), Optional.of(by)))));
        });
    }

    /**
     * The events that have content, a bounded response of the store after the other. One that is damaged is not redacted: its
     * leaf would commit to something else than what is left, and what shows that would be gone.
     */
    private Future<List<Erasure>> targets(List<Long> seqs, List<Erasure> found) {
        if (seqs.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return store.reader()
                .get(new Get(seqs))
                .map(damage::before)
                .map(Events::list)
                .compose(events -> {
                    if (events.isEmpty()) {
                        return Future.succeededFuture(found);
                    }
                    for (StoredEvent event : events) {
                        if (event.redaction() == null) {
                            found.add(target(event));
                        }
                    }
                    long read = events.get(events.size() - 1).seq();
                    return targets(seqs.stream().filter(seq -> seq > read).toList(), found);
                });
    }

    private Erasure target(StoredEvent event) {
        EntryKind kind = event.header().kind();
        if (kind == EntryKind.SERVICE || kind == EntryKind.REDACTION) {
            throw Problem.of(
                            Kind.NOT_REDACTABLE,
                            "The event is the service's own; what it says is part of the evidence.")
                    .exception();
        }
        byte[] content = leaf.content(event.salt(), event.body());
        return Erasure.of(event.seq(), content, event.header().tenant());
    }

    /** Fails never; tries again by itself when readers are in the way. */
    private Future<Void> purge() {
        return store.purge().transform(purged -> {
            if (purged.failed()) {
                onFatal.accept(purged.cause());
            } else if (!purged.result() && !purgeIsDue) {
                purgeIsDue = true;
                vertx.setTimer(PURGE_AGAIN_MS, again -> {
                    purgeIsDue = false;
                    purge();
                });
            }
            return Future.succeededFuture();
        });
    }
}
