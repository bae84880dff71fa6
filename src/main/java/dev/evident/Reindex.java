package dev.evident;

import dev.evident.bus.Bus;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Indexed;
import dev.evident.bus.StoreMessages;
import dev.evident.cli.ProgressLine;
import dev.evident.config.StartException;
import dev.evident.log.message.Page;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Watches an index that is made anew until it covers the record and is on the disk. Make it before the index is
 * deployed; it hears of every step.
 */
final class Reindex {
    private static final long REDRAW_MS = 200;

    /** A merge takes minutes at most; a record that cannot be read takes for ever. */
    private static final long STALLED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Bus bus;
    private final Promise<Void> covered = Promise.promise();
    private volatile long indexed;
    private volatile long changed = System.nanoTime();

    Reindex(Bus bus) {
        this.bus = bus;
        bus.subscribe(IndexMessages.INDEXED, this::advanced);
    }

    /**
     * Waits on the calling thread and shows how far it is.
     *
     * @return how many events the index holds
     * @throws StartException when the index failed or nothing happens any more
     */
    long await(ProgressLine line) {
        long size =
                bus.request(StoreMessages.PAGE_AS_STORED, new Page(0, Long.MAX_VALUE, true, 1)).await().list().stream()
                        .mapToLong(newest -> newest.seq() + 1)
                        .sum();
        while (size > 0 && !isCovered()) {
            line.show(indexed, size);
            if (System.nanoTime() - changed > STALLED_NANOS) {
                throw new StartException("No event was indexed for ten minutes. Are there warnings above?");
            }
        }
        long safe = bus.request(IndexMessages.COMMIT, IndexMessages.Commit.NOW).await();
        if (safe < size) {
            throw failed();
        }
        return safe;
    }

    private boolean isCovered() {
        try {
            covered.future().await(REDRAW_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    /** Each step leads further; whatever does not says that the index was lost. */
    private void advanced(Indexed now) {
        if (now.events() <= indexed) {
            covered.tryFail(failed());
        }
        indexed = now.events();
        changed = System.nanoTime();
        if (now.following()) {
            covered.tryComplete();
        }
    }

    private static StartException failed() {
        return new StartException("The search index could not be made; the reason stands above. The service makes it"
                + " anew when it starts.");
    }
}
