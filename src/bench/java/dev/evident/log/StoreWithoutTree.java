package dev.evident.log;

import dev.evident.bus.Bus;
import dev.evident.event.StoredEvent;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.log.EventStore.Opened;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a record as the service does, but for what the log's tree needs: nothing is hashed, zeros are stored in the place of
 * salts and leaves, no node is stored, and the head file stays as it was made. The queue, the batches, the statement and the flush of the
 * record are the service's own.
 */
public final class StoreWithoutTree extends StoreVerticle {
    private static final byte[] NO_SALT = new byte[16];

    /** For the place in a batch that is there for a root; the same for every size. */
    private static final byte[] NO_ROOT = new byte[TreeHash.BYTES];

    /** As {@link StoreVerticle}'s. */
    public StoreWithoutTree(
            EventStore store, Settings settings, Bus bus, MeterRegistry registry, Consumer<Throwable> fatal) {
        super(store, settings, bus, registry, fatal);
    }

    @Override
    Sealer sealer(Opened opened) {
        return new Unsealed(opened);
    }

    @Override
    Future<Void> keep(HeadKeeper heads, SealedBatch committed) {
        return Future.succeededFuture();
    }

    private static final class Unsealed extends Sealer {
        private final Frontier none = new Frontier();
        private long size;

        Unsealed(Opened opened) {
            super(opened, InstantSource.system());
            size = opened.frontier().size();
        }

        @Override
        long size() {
            return size;
        }

        @Override
        byte[] salt() {
            return NO_SALT;
        }

        @Override
        SealedBatch grow(List<StoredEvent> events) {
            TreeHead head = new TreeHead(size + events.size(), NO_ROOT);
            return new SealedBatch(events, new byte[events.size() * TreeHash.BYTES], List.of(), none, head, List.of());
        }

        @Override
        void advance(SealedBatch batch) {
            super.advance(batch);
            size = batch.tree().size();
        }
    }
}
