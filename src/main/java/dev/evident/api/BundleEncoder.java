package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Hashes;
import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.Subtree;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a bundle while it is sent. For some events at a time the hashes of their proofs are read from the store; proofs
 * are made and compressed on a worker. Holds one piece of events, their proofs, and half a megabyte of hashes.
 */
final class BundleEncoder implements PieceEncoder {
    /** Events whose hashes are read at once: at worst a tile of 8 KiB for each. */
    private static final int AT_ONCE = 64;

    private final Bus bus;
    private final WorkerExecutor workers;
    private final BundleFiles files;

    BundleEncoder(Bus bus, WorkerExecutor workers, BundleFiles files) {
        this.bus = bus;
        this.workers = workers;
        this.files = files;
    }

    @Override
    public Future<Buffer> piece(List<StoredEvent> events) {
        Future<?> proven = Future.succeededFuture();
        for (int from = 0; from < events.size(); from += AT_ONCE) {
            List<StoredEvent> some = events.subList(from, Math.min(events.size(), from + AT_ONCE));
            proven = proven.compose(before -> hashes(some))
                    .compose(hashes -> workers.executeBlocking(() -> files.prove(some, hashes), false));
        }
        return proven.compose(all -> workers.executeBlocking(() -> files.part(events), false));
    }

    @Override
    public Future<Buffer> end() {
        return workers.executeBlocking(files::end, false);
    }

    @Override
    public Future<Buffer> broken(Throwable why) {
        String said = why instanceof ProblemException expected
                ? expected.problem().detail()
                : "The service failed; its log says why.";
        return workers.executeBlocking(() -> files.broken(said), false);
    }

    @Override
    public void close() {
        files.close();
    }

    private Future<FetchedHashes> hashes(List<StoredEvent> events) {
        List<Subtree> subtrees = new ArrayList<>();
        events.forEach(event -> subtrees.addAll(Proofs.subtrees(Proofs.inclusion(event.seq(), files.size()))));
        return bus.request(StoreMessages.HASHES, Hashes.of(subtrees));
    }
}
