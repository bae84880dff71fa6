package dev.evident.index;

import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one open index following the record: live events and those of years ago come in through the same pages.
 *
 * <p>Near the record's end pages are indexed one after the other; while one is, the next ones are fetched, so that
 * searches can see their events already. Far behind, pages are gathered into {@linkplain Block blocks} of which several
 * are made at once. What is fetched stays bounded whatever the lag: about {@value #MOST_EVENTS} events or {@value
 * #MOST_BYTES} bytes and one page more, and a few blocks.
 *
 * <p>Confined to the event loop of its verticle; what blocks runs on the builders, and on the indexing worker, one thing
 * after the other.
 */
final class Follower {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private static final int MOST_EVENTS = 2_000;
    private static final long MOST_BYTES = 1 << 20;

    /** A block is full with so many events: their terms still fit into the processor's cache while they are sorted. */
    static final int BLOCK_EVENTS = 16_384;

    static final long BLOCK_BYTES = 8 << 20;

    /** So many events behind is far. */
    static final int FAR_BEHIND = 2 * BLOCK_EVENTS;

    private final LuceneIndex index;
    private final RecordReader record;
    private final WorkerExecutor worker;
    private final Builders builders;
    private final Backoff retries;
    private final Progress progress;
    private final Runnable offered;
    private final Runnable advanced;
    private final Consumer<Throwable> failed;

    /** The position of the next event to ask for. */
    private long wanted;

    /** Fetched and not indexed, in order; the first of them is being added. */
    private final Queue<Piece> pieces = new ArrayDeque<>();

    /** In the pieces, without those in blocks. */
    private int events;

    private long bytes;

    /** Blocks among the pieces. */
    private int blocks;

    /** The beginning of the next block; it is filled before anything else. */
    private List<StoredEvent> gathered = new ArrayList<>();

    private long gatheredBytes;

    private boolean fetching;
    private boolean indexing;
    private boolean stopped;

    /**
     * Who makes blocks.
     *
     * @param workers they run there
     * @param count at most so many at once
     */
    record Builders(WorkerExecutor workers, int count) {
        Future<Optional<Block>> build(List<StoredEvent> events) {
            return workers.executeBlocking(() -> Block.of(events), false);
        }
    }

    /**
     * Events that are added in one step.
     *
     * @param bytes of their bodies
     * @param block they are made into, or nothing when they are added one by one; null for a page
     */
    private record Piece(List<StoredEvent> events, long bytes, @Nullable Future<Optional<Block>> block) {}

    /**
     * @param offered called whenever searches can see more events
     * @param advanced called whenever more events are indexed
     * @param failed called once when the index fails; nothing more is read then
     */
    Follower(
            LuceneIndex index,
            RecordReader record,
            WorkerExecutor worker,
            Builders builders,
            Backoff retries,
            Progress progress,
            Runnable offered,
            Runnable advanced,
            Consumer<Throwable> failed) {
        this.index = index;
        this.record = record;
        this.worker = worker;
        this.builders = builders;
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
        if (!indexing && !pieces.isEmpty()) {
            indexing = true;
            index(pieces.element());
        }
        if (!fetching && wanted < progress.seen() && hasRoom()) {
            fetching = true;
            fetch();
        }
    }

    /** Reads no more. What is being added runs to its end. */
    void stop() {
        stopped = true;
    }

    private boolean hasRoom() {
        return events <= MOST_EVENTS && bytes <= MOST_BYTES && blocks <= builders.count();
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
        long size = page.stream().mapToLong(event -> event.body().length).sum();
        if (!gathered.isEmpty() || progress.seen() - wanted >= FAR_BEHIND) {
            gather(page, size);
        } else {
            pieces.add(new Piece(page, size, null));
            events += page.size();
            bytes += size;
            progress.searchable(index.offer(page));
            offered.run();
        }
        wanted += page.size();
        follow();
    }

    private void gather(List<StoredEvent> page, long size) {
        gathered.addAll(page);
        gatheredBytes += size;
        if (gathered.size() >= BLOCK_EVENTS || gatheredBytes >= BLOCK_BYTES) {
            pieces.add(new Piece(gathered, gatheredBytes, builders.build(gathered)));
            blocks++;
            gathered = new ArrayList<>();
            gatheredBytes = 0;
        }
    }

    private void index(Piece piece) {
        add(piece).onComplete(done -> {
            indexing = false;
            if (stopped) {
                return;
            }
            if (done.failed()) {
                stop();
                failed.accept(done.cause());
                return;
            }
            pieces.remove();
            if (piece.block == null) {
                events -= piece.events.size();
                bytes -= piece.bytes;
            } else {
                blocks--;
            }
            progress.reached(done.result());
            advanced.run();
            follow();
        });
    }

    /** Answers the position of the event to add next. */
    private Future<Long> add(Piece piece) {
        Future<Optional<Block>> made = piece.block == null ? Future.succeededFuture(Optional.empty()) : piece.block;
        return made.compose(block -> worker.executeBlocking(() -> {
            if (block.isPresent()) {
                index.add(block.get());
            } else {
                index.add(piece.events);
            }
            return index.next();
        }));
    }
}
