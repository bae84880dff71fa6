package dev.evident.index;

import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the events that follow into one open index: live events and those of years ago come in through the same batches.
 *
 * <p>Near the log's end batches are indexed one after the other; while one is, the next ones are taken, so that searches
 * can see their events already. Far behind, they are gathered into {@linkplain Block blocks} of which several are made at
 * once. What is taken and not indexed stays bounded whatever the lag: about {@value #MAX_EVENTS} events or {@value
 * #MAX_BYTES} bytes and one batch more, and a few blocks.
 *
 * <p>Confined to the event loop of its verticle; what blocks runs on the builders, and on the indexing worker, one thing
 * after the other.
 */
final class Indexer {
    private static final int MAX_EVENTS = 2_000;
    private static final long MAX_BYTES = 1 << 20;

    /** A block is full with so many events: their terms still fit into the processor's cache while they are sorted. */
    static final int BLOCK_EVENTS = 16_384;

    static final long BLOCK_BYTES = 8 << 20;

    /** So many events behind is far. */
    static final int FAR_BEHIND = 2 * BLOCK_EVENTS;

    private final LuceneIndex index;
    private final WorkerExecutor worker;
    private final Builders builders;
    private final Progress progress;
    private final Runnable offered;
    private final Runnable advanced;
    private final Consumer<Throwable> failed;

    /** Taken and not indexed, in order; the first of them is being added. */
    private final Queue<Piece> pieces = new ArrayDeque<>();

    /** In the pieces, without those in blocks. */
    private int events;

    private long bytes;

    /** Blocks among the pieces. */
    private int blocks;

    /** The beginning of the next block; it is filled before anything else. */
    private List<StoredEvent> gathered = new ArrayList<>();

    private long gatheredBytes;

    private boolean indexing;
    private boolean stopped;

    /** Who gave the last events waits for it until there is space for more. */
    private Promise<Void> space = Promise.promise();

    /**
     * Who makes blocks.
     *
     * @param workers they run there
     * @param count how many at once
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
     * @param block they are made into, or nothing when they are added one by one; null for a batch
     */
    private record Piece(List<StoredEvent> events, long bytes, @Nullable Future<Optional<Block>> block) {}

    /**
     * @param offered called whenever searches can see more events
     * @param advanced called whenever more events are indexed
     * @param failed called once when the index fails; nothing more is indexed then
     */
    Indexer(
            LuceneIndex index,
            WorkerExecutor worker,
            Builders builders,
            Progress progress,
            Runnable offered,
            Runnable advanced,
            Consumer<Throwable> failed) {
        this.index = index;
        this.worker = worker;
        this.builders = builders;
        this.progress = progress;
        this.offered = offered;
        this.advanced = advanced;
        this.failed = failed;
    }

    /**
     * Takes the next events.
     *
     * @return completes when there is space for more
     */
    Future<Void> accept(List<StoredEvent> batch) {
        long size = batch.stream().mapToLong(event -> event.body().length).sum();
        if (!gathered.isEmpty() || progress.seen() - batch.get(0).seq() >= FAR_BEHIND) {
            gather(batch, size);
        } else {
            pieces.add(new Piece(batch, size, null));
            events += batch.size();
            bytes += size;
            progress.searchable(index.offer(batch));
            offered.run();
        }
        space = Promise.promise();
        advance();
        return space.future();
    }

    /** Indexes no more. What is being added runs to its end. */
    void stop() {
        stopped = true;
    }

    private void advance() {
        if (stopped) {
            return;
        }
        if (!indexing && !pieces.isEmpty()) {
            indexing = true;
            index(pieces.element());
        }
        if (hasSpace()) {
            space.tryComplete();
        }
    }

    private boolean hasSpace() {
        return events <= MAX_EVENTS && bytes <= MAX_BYTES && blocks <= builders.count();
    }

    private void gather(List<StoredEvent> batch, long size) {
        gathered.addAll(batch);
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
            advance();
        });
    }

    /** Completes with the position of the event to add next. */
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
