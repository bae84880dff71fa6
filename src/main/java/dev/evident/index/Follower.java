package dev.evident.index;

import dev.evident.event.StoredEvent;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one open index following the record: live events and those of years ago come in through the same pages. While
 * one page is being indexed the next ones are fetched, so that searches can see their events already: about {@value
 * #MOST_EVENTS} events or {@value #MOST_BYTES} bytes and one page more, so memory stays bounded whatever the lag.
 *
 * <p>Confined to the event loop of its verticle; what blocks runs on the indexing worker, one thing after the other.
 */
final class Follower {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private static final int MOST_EVENTS = 2_000;
    private static final long MOST_BYTES = 1 << 20;

    private final LuceneIndex index;
    private final RecordReader record;
    private final WorkerExecutor worker;
    private final Backoff retries;
    private final Progress progress;
    private final Runnable offered;
    private final Runnable advanced;
    private final Consumer<Throwable> failed;

    /** The position of the next event to ask for. */
    private long wanted;

    /** Fetched and not indexed; the first of them is being indexed. */
    private final Queue<List<StoredEvent>> pages = new ArrayDeque<>();

    private int events;
    private long bytes;
    private boolean fetching;
    private boolean indexing;
    private boolean stopped;

    /**
     * @param offered called whenever searches can see more events
     * @param advanced called whenever more events are indexed
     * @param failed called once when the index fails; nothing more is read then
     */
    Follower(
            LuceneIndex index,
            RecordReader record,
            WorkerExecutor worker,
            Backoff retries,
            Progress progress,
            Runnable offered,
            Runnable advanced,
            Consumer<Throwable> failed) {
        this.index = index;
        this.record = record;
        this.worker = worker;
        this.retries = retries;
        this.progress = progress;
        this.offered = offered;
        this.advanced = advanced;
        this.failed = failed;
        this.wanted = index.next();
    }

    /** Starts whatever can be started: indexing what was fetched, fetching what comes next. */
    void follow() {
        if (stopped) {
            return;
        }
        if (!indexing && !pages.isEmpty()) {
            indexing = true;
            index(pages.element());
        }
        if (!fetching && wanted < progress.seen() && events <= MOST_EVENTS && bytes <= MOST_BYTES) {
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
            if (!stopped) {
                fetched(answer.result());
            }
        });
    }

    private void fetched(List<StoredEvent> page) {
        pages.add(page);
        wanted += page.size();
        events += page.size();
        bytes += bytes(page);
        progress.searchable(index.offer(page));
        offered.run();
        follow();
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
                    pages.remove();
                    events -= page.size();
                    bytes -= bytes(page);
                    progress.reached(done.result());
                    advanced.run();
                    follow();
                });
    }

    private static long bytes(List<StoredEvent> page) {
        return page.stream().mapToLong(event -> event.body().size()).sum();
    }
}
