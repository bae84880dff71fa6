package dev.evident.bench.writer;

import dev.evident.config.Configuration.Compression;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.HeadFile;
import dev.evident.log.SealedBatch;
import dev.evident.log.sqlite.SqliteStore;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** As the service writes: leaves and nodes of the tree are hashed and stored with the events; then the head file. */
final class WithTree implements Contender {
    private final Vertx vertx;
    private final Path file;
    private final boolean keepsHead;
    private final SqliteStore store;
    private final HeadFile headFile;
    private Frontier frontier;

    WithTree(Vertx vertx, Database database, boolean keepsHead) {
        this.vertx = vertx;
        this.file = database.file().resolveSibling(database.file().getFileName() + ".tree");
        this.keepsHead = keepsHead;
        store = new SqliteStore(vertx, file, 1, Compression.NONE);
        frontier = store.open().await().frontier();
        Path head = file.resolveSibling(file.getFileName() + ".head");
        try {
            HeadFile.create(head, TreeHead.empty());
            headFile = HeadFile.open(head);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String name() {
        return keepsHead ? "… with the tree and the head file" : "… with the tree";
    }

    @Override
    public Future<?> write(long first, long micros, Batch batch) {
        List<StoredEvent> events = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            ByteBuffer id = ByteBuffer.wrap(batch.ids().get(i));
            events.add(new StoredEvent(
                    first + i,
                    new UUID(id.getLong(), id.getLong()),
                    micros,
                    batch.salts().get(i),
                    Unchecked.event(batch.bodies().get(i))));
        }
        SealedBatch sealed = SealedBatch.of(events, frontier);
        frontier = sealed.frontier();
        Future<Void> written = store.append(sealed);
        return keepsHead ? written.compose(done -> vertx.executeBlocking(() -> flush(sealed))) : written;
    }

    private Object flush(SealedBatch sealed) throws IOException {
        headFile.write(sealed.frontier().head());
        return sealed;
    }

    @Override
    public Future<?> close() {
        return store.close();
    }

    /** Fails unless the record opens and its tree is the one that was grown here. */
    @Override
    public void verify(Database database, long rows) {
        SqliteStore again = new SqliteStore(vertx, file, 1, Compression.NONE);
        TreeHead found = again.open().await().frontier().head();
        again.close().await();
        if (found.size() != rows || !found.equals(frontier.head())) {
            throw new IllegalStateException("written " + frontier.head() + ", found " + found);
        }
    }
}
