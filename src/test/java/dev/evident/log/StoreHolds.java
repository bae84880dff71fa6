package dev.evident.log;

import dev.evident.event.NewEvent;
import io.vertx.core.Future;

/** A store that does something else while it holds the log's lock, each time before it decides. */
public record StoreHolds(LogStore store, Runnable inTheLock) implements LogStore {
    @Override
    public <R> Future<R> append(Sequencer<R> sequencer) {
        return store.append((end, now, log) -> {
            inTheLock.run();
            return sequencer.sequence(end, now, log);
        });
    }

    @Override
    public Future<LogEnd> current(LogEnd acknowledged) {
        return store.current(acknowledged);
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
    public byte[] encode(NewEvent event) {
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
