package dev.evident.index;

import dev.evident.event.StoredEvent;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one open index following the record: live events and those of years ago come in through the same pages. While
 * one page is being indexed the next one is fetched, and never more than that, so memory stays bounded whatever the
 * lag.
 *
 * <p>Confined to the event loop of its verticle; what blocks runs on the indexing worker, one thing after the other.
 */
final class Follower {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private final LuceneIndex index;
    private final RecordReader record;
    private final WorkerExecutor worker;
    private final Backoff retries;
    private final Progress progress;
    private final Runnable advanced;
    private final Consumer<Throwable> failed;

    /** The position of the next event to ask for. */
    private long wanted;

    private @Nullable List<StoredEvent> fetched;
    private boolean fetching;
    private boolean indexing;
    private boolean stopped;

    /**
     * @param advanced called whenever more events are indexed
     * @param failed called once when the index fails; nothing more is read then
     */
    Follower(
            LuceneIndex index,
            RecordReader record,
            WorkerExecutor worker,
            Backoff retries,
            Progress progress,
            Runnable advanced,
            Consumer<Throwable> failed) {
        this.index = index;
        this.record = record;
        this.worker = worker;
        this.retries = retries;
        this.progress = progress;
        this.advanced = advanced;
        this.failed = failed;
        this.wanted = index.next();
    }

    /** Starts whatever can be started: indexing what was fetched, fetching what comes next. */
    void follow() {
        if (stopped) {
            return;
        }
        List<StoredEvent> page = fetched;
        if (page != null && !indexing) {
            fetched = null;
            indexing = true;
            index(page);
        }
        if (fetched == null && !fetching && wanted < progress.seen()) {
            fetching = true;
            fetch();
        }
    }

    /** Reads no more. The page that is being indexed runs to its end. */
    void stop() {
        stopped = true;
    }

    private void fetch() {
        if (stopped) {
            return;
        }
        record.page(wanted, progress.seen()).onComplete(answer -> {
            if (answer.failed()) {
                log.warn(
                        "The events from {} on cannot be read now: {}",
                        wanted,
                        answer.cause().getMessage());
                retries.later(this::fetch);
                return;
            }
            retries.reset();
            fetching = false;
            fetched = answer.result();
            wanted += fetched.size();
            follow();
        });
    }

    private void index(List<StoredEvent> page) {
        worker.executeBlocking(() -> {
                    index.add(page);
                    return index.next();
                })
                .onComplete(done -> {
                    indexing = false;
                    if (stopped) {
                        return;
                    }
                    if (done.failed()) {
                        stop();
                        failed.accept(done.cause());
                        return;
                    }
                    progress.reached(done.result());
                    advanced.run();
                    follow();
                });
    }
}
