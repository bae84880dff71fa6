package dev.evident.audit;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.log.message.Append;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the service's own events, in the order they came, one append at a time. When the record takes none just now
 * (queue or disk full) they wait, up to {@value #MAX_QUEUED} of them; what does not fit, or whose outcome is not known, is
 * counted as lost and never appended twice.
 *
 * <p>Confined to the context of its verticle.
 */
final class ServiceLog {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLog.class);
    private static final int MAX_QUEUED = 1_000;
    private static final int MAX_APPENDED = 100;
    private static final long AGAIN_MS = 1_000;

    /** Nothing was stored, and later it may be. */
    private static final Set<Kind> LATER = Set.of(Kind.OVERLOADED, Kind.STORAGE_FULL);

    private final Vertx vertx;
    private final Bus bus;
    private final Counter recorded;
    private final Counter lost;
    private final ArrayDeque<NewEvent> queue = new ArrayDeque<>();
    private final List<Promise<Void>> flushes = new ArrayList<>();
    private boolean busy;
    private boolean losing;

    ServiceLog(Vertx vertx, Bus bus, MeterRegistry registry) {
        this.vertx = vertx;
        this.bus = bus;
        this.recorded = Counter.builder("evident.service.events.recorded")
                .description("Events that the service wrote into the log about itself")
                .register(registry);
        this.lost = Counter.builder("evident.service.events.lost")
                .description("Events about the service itself that could not be written, or whose outcome is not known")
                .register(registry);
    }

    /** Appends it as soon as possible. */
    void add(NewEvent event) {
        if (queue.size() >= MAX_QUEUED) {
            lose(1, "too many wait");
            return;
        }
        queue.add(event);
        appendNext();
    }

    /** Completes when nothing waits any more; may take for ever. */
    Future<Void> flush() {
        if (queue.isEmpty() && !busy) {
            return Future.succeededFuture();
        }
        Promise<Void> flushed = Promise.promise();
        flushes.add(flushed);
        return flushed.future();
    }

    private void appendNext() {
        if (busy) {
            return;
        }
        if (queue.isEmpty()) {
            flushes.forEach(flushed -> flushed.complete());
            flushes.clear();
            return;
        }
        List<NewEvent> events = queue.stream().limit(MAX_APPENDED).toList();
        busy = true;
        bus.request(StoreMessages.APPEND, new Append(events))
                .onSuccess(appended -> {
                    recorded.increment(events.size());
                    losing = false;
                    done(events.size());
                })
                .onFailure(failure -> {
                    if (failure instanceof ProblemException refused
                            && LATER.contains(refused.problem().kind())) {
                        vertx.setTimer(AGAIN_MS, again -> done(0));
                    } else {
                        lose(events.size(), failure.toString());
                        done(events.size());
                    }
                });
    }

    private void done(int events) {
        for (int i = 0; i < events; i++) {
            queue.remove();
        }
        busy = false;
        appendNext();
    }

    private void lose(int events, String reason) {
        lost.increment(events);
        if (!losing) {
            losing = true;
            LOG.warn("Events about the service itself are not recorded: {}", reason);
        }
    }
}
