package dev.evident.log;

import dev.evident.event.Redaction;
import dev.evident.event.RedactionEvent;
import dev.evident.event.RedactionEvent.Said;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who redacted an event, when and why, is what a later event of the log says, which must be intact and name this one. An
 * event that is said to be redacted by any other is damaged: somebody deleted its content and made that up.
 */
public final class ToldRedactions {
    /** Of the other members of a redaction, as they are written. */
    private static final int REDACTION_BYTES = 150;

    private final Function<Get, Future<Events>> read;

    /** An event that redacts others. */
    private record Telling(Said said, long micros) {}

    /** Reads events by the function, without what is told of their own redactions; its responses are bounded. */
    public ToldRedactions(Function<Get, Future<Events>> read) {
        this.read = read;
    }

    /** The same events, those that were redacted with all that is known of it. Costs nothing where there are none. */
    public Future<Events> tell(Events events) {
        Set<Long> by = new LinkedHashSet<>();
        for (StoredEvent event : events.list()) {
            Redaction redaction = event.redaction();
            if (redaction != null && redaction.by() > event.seq()) {
                by.add(redaction.by());
            }
        }
        boolean none = by.isEmpty() && events.list().stream().allMatch(event -> event.redaction() == null);
        return none
                ? Future.succeededFuture(events)
                : telling(List.copyOf(by), new HashMap<>()).map(telling -> bounded(events, telling));
    }

    /** As many as fit into one response: each of many may have a long reason. */
    private static Events bounded(Events events, Map<Long, Telling> telling) {
        List<StoredEvent> told = new ArrayList<>(events.list().size());
        long bytes = 0;
        for (StoredEvent event : events.list()) {
            if (bytes >= LogStore.RESPONSE_BYTES) {
                break;
            }
            StoredEvent one = told(event, telling);
            told.add(one);
            bytes += one.body().length + sizeOf(one.redaction());
        }
        return new Events(told);
    }

    private static int sizeOf(@Nullable Redaction redaction) {
        return redaction == null
                ? 0
                : redaction.reason().length() + redaction.actor().length() + REDACTION_BYTES;
    }

    private Future<Map<Long, Telling>> telling(List<Long> by, Map<Long, Telling> found) {
        if (by.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return read.apply(new Get(by)).compose(events -> {
            for (StoredEvent event : events.list()) {
                Optional<Said> said = event.damaged() ? Optional.empty() : RedactionEvent.read(event.body());
                said.ifPresent(what -> found.put(event.seq(), new Telling(what, event.micros())));
            }
            if (events.list().isEmpty()) {
                return Future.succeededFuture(found);
            }
            long last = events.list().get(events.list().size() - 1).seq();
            return telling(by.subList(by.indexOf(last) + 1, by.size()), found);
        });
    }

    private static StoredEvent told(StoredEvent event, Map<Long, Telling> telling) {
        Redaction redaction = event.redaction();
        if (redaction == null) {
            return event;
        }
        @Nullable Telling by = telling.get(redaction.by());
        if (by == null || !by.said.names(event.seq(), event.header().tenant())) {
            return event.asDamaged();
        }
        return event.redacted(
                new Redaction(redaction.content(), redaction.by(), by.said.reason(), by.said.actor(), by.micros));
    }
}
