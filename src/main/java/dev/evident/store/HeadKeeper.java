package dev.evident.store;

import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.ledger.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head file: with each commit before it is acknowledged, or once a second. In the second case an acknowledged
 * event of the last second can be lost with the end of the database's log without anything noticing. Confined to the
 * context of the store verticle, a worker.
 */
final class HeadKeeper {
    private static final long SECOND_MS = 1_000;

    private final Vertx vertx;
    private final HeadFile file;
    private final HeadFileMode mode;
    private final Consumer<Throwable> onFatal;
    private final long timer;
    private @Nullable TreeHead unwritten;

    /**
     * Keeps an open head file, and closes it.
     *
     * @param onFatal told when the file cannot be written between commits
     */
    HeadKeeper(Vertx vertx, HeadFile file, HeadFileMode mode, Consumer<Throwable> onFatal) {
        this.vertx = vertx;
        this.file = file;
        this.mode = mode;
        this.onFatal = onFatal;
        this.timer = mode == HeadFileMode.SECOND ? vertx.setPeriodic(SECOND_MS, tick -> tick()) : -1;
    }

    /** The record has this head; when the answer has come, it may be acknowledged. */
    Future<Void> committed(TreeHead head) {
        unwritten = head;
        return mode == HeadFileMode.COMMIT ? write() : Future.succeededFuture();
    }

    /** Writes what is not written yet. */
    Future<Void> close() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        return write().eventually(() -> {
            try {
                file.close();
                return Future.succeededFuture();
            } catch (IOException failure) {
                return Future.failedFuture(failure);
            }
        });
    }

    private void tick() {
        write().onFailure(onFatal::accept);
    }

    private Future<Void> write() {
        TreeHead head = unwritten;
        if (head == null) {
            return Future.succeededFuture();
        }
        try {
            file.write(head);
            unwritten = null;
            return Future.succeededFuture();
        } catch (IOException failure) {
            return Future.failedFuture(failure);
        }
    }
}
