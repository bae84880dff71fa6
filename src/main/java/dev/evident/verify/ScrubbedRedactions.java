package dev.evident.verify;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Get;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the events that are being scrubbed were redacted, and what the events say that are said to say so. Of the latter
 * only the positions are kept, and of one piece of events at a time. Confined to the context of its {@link ScrubPass}.
 */
final class ScrubbedRedactions {
    private final Bus bus;
    private final Map<Long, Redaction> redactions = new HashMap<>();
    private final Map<Long, Map<Long, Optional<String>>> targets = new HashMap<>();

    ScrubbedRedactions(Bus bus) {
        this.bus = bus;
    }

    /** Takes what is known of these events, in the place of those before. */
    Future<Void> read(List<StoredEvent> events) {
        redactions.clear();
        targets.clear();
        for (StoredEvent event : events) {
            Redaction redaction = event.redaction();
            if (redaction != null) {
                redactions.put(event.seq(), redaction);
            }
        }
        return say(redactions.values().stream()
                .map(Redaction::by)
                .distinct()
                .sorted()
                .toList());
    }

    /** Reads what these events say, one bounded response after the other. */
    private Future<Void> say(List<Long> by) {
        if (by.isEmpty()) {
            return Future.succeededFuture();
        }
        return bus.request(StoreMessages.GET_AS_STORED, new Get(by)).compose(found -> {
            found.list().forEach(event -> targets.put(event.seq(), RedactionCheck.targets(event.body())));
            if (found.list().isEmpty()) {
                return Future.succeededFuture();
            }
            long last = found.list().get(found.list().size() - 1).seq();
            return say(by.stream().filter(seq -> seq > last).toList());
        });
    }

    Optional<Redaction> of(long seq) {
        return Optional.ofNullable(redactions.get(seq));
    }

    Map<Long, Optional<String>> targets(long seq) {
        return targets.getOrDefault(seq, Map.of());
    }
}
