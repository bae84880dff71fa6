package dev.evident.log;

import dev.evident.event.DedupKey;
import dev.evident.event.Header;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The keys that events have by their content, whatever the store says of them. */
final class ContentKeys {
    private ContentKeys() {}

    /** The key of each of these events. One whose content is not there, or not to be believed, is left out. */
    static Future<Map<Long, Optional<DedupKey>>> read(Function<Get, Future<Events>> reader, Collection<Long> seqs) {
        return read(reader, List.copyOf(seqs), new HashMap<>());
    }

    private static Future<Map<Long, Optional<DedupKey>>> read(
            Function<Get, Future<Events>> reader, List<Long> seqs, Map<Long, Optional<DedupKey>> keys) {
        if (seqs.isEmpty()) {
            return Future.succeededFuture(keys);
        }
        return reader.apply(new Get(seqs)).compose(events -> {
            List<StoredEvent> list = events.list();
            for (StoredEvent event : list) {
                if (event.hasContent() && !event.damaged()) {
                    keys.put(
                            event.seq(),
                            Optional.ofNullable(Header.of(event.body()).dedupKey()));
                }
            }
            if (list.isEmpty()) {
                return Future.succeededFuture(keys);
            }
            long last = list.get(list.size() - 1).seq();
            return read(reader, seqs.stream().filter(seq -> seq > last).toList(), keys);
        });
    }
}
