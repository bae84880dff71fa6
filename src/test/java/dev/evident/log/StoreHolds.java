package dev.evident.log;

import dev.evident.event.DedupKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store that does something else while it holds the log's lock, each time before it decides. */
public record StoreHolds(LogStore store, Runnable inTheLock) implements LogStore {
    @Override
    public <R> Future<R> append(Sequencer<R> sequencer) {
        return store.append(new Sequencer<R>() {
            @Override
            public List<DedupKey> keys() {
                return sequencer.keys();
            }

            @Override
            public long windowMicros() {
                return sequencer.windowMicros();
            }

            @Override
            public Set<Long> doubtful(List<KnownEvent> found) {
                return sequencer.doubtful(found);
            }

            @Override
            public Sequenced<R> sequence(
                    LogEnd end, long now, List<KnownEvent> found, Map<Long, Optional<DedupKey>> read) {
                inTheLock.run();
                return sequencer.sequence(end, now, found, read);
            }
        });
    }

    @Override
    public Future<Boolean> hasTree() {
        return store.hasTree();
    }

    @Override
    public Future<LogEnd> open() {
        return store.open();
    }

    @Override
    public byte[] encode(SaltedEvent event) {
        return store.encode(event);
    }

    @Override
    public Future<Boolean> purge() {
        return store.purge();
    }

    @Override
    public Future<Integer> forget(long before, int max) {
        return store.forget(before, max);
    }

    @Override
    public void follow(Feed feed) {
        store.follow(feed);
    }

    @Override
    public LogReader reader() {
        return store.reader();
    }

    @Override
    public long bytes() {
        return store.bytes();
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }
}
