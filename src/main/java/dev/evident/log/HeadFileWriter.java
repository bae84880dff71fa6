package dev.evident.log;

import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head file: with each commit before it is acknowledged, or once a second. In the second case an acknowledged
 * event of the last second can be lost with the end of the database's log without anything noticing. Confined to the
 * context of the store verticle; the file is written on another thread of its pool, so that the verticle goes on meanwhile.
 *
 * <p>One flush at a time. It keeps the newest head, and with that every head before: who comes while one is under way
 * waits for the next, together with all who came as well.
 */
final class HeadFileWriter {
    private static final long SECOND_MS = 1_000;

    private final Vertx vertx;
    private final HeadFile file;
    private final HeadFileMode mode;
    private final Consumer<Throwable> onFatal;
    private final long timer;
    private List<Promise<Void>> waiting = new ArrayList<>();
    private @Nullable TreeHead unwritten;
    private boolean writing;

    /**
     * Keeps an open head file, and closes it.
     *
     * @param onFatal told when the file cannot be written between commits
     */
    HeadFileWriter(Vertx vertx, HeadFile file, HeadFileMode mode, Consumer<Throwable> onFatal) {
        this.vertx = vertx;
        this.file = file;
        this.mode = mode;
        this.onFatal = onFatal;
        this.timer = mode == HeadFileMode.SECOND ? vertx.setPeriodic(SECOND_MS, tick -> tick()) : -1;
    }

    /** The record has this head; when the future has completed, it may be acknowledged. */
    Future<Void> committed(TreeHead head) {
        unwritten = head;
        return mode == HeadFileMode.COMMIT ? written() : Future.succeededFuture();
    }

    /** Writes what is not written yet. */
    Future<Void> close() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        return written().eventually(() -> {
            try {
                file.close();
                return Future.succeededFuture();
            } catch (IOException failure) {
                return Future.failedFuture(failure);
            }
        });
    }

    private void tick() {
        written().onFailure(onFatal::accept);
    }

    /** Completes when nothing is unwritten of what is here now. */
    private Future<Void> written() {
        Promise<Void> written = Promise.promise();
        waiting.add(written);
        writeNext();
        return written.future();
    }

    private void writeNext() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        List<Promise<Void>> taken = waiting;
        waiting = new ArrayList<>();
        TreeHead head = unwritten;
        if (head == null) {
            taken.forEach(Promise::complete);
            return;
        }
        unwritten = null;
        writing = true;
        Future<Void> written = vertx.executeBlocking(() -> write(head), false);
        written.onComplete(done -> {
            writing = false;
            writeNext();
            taken.forEach(written::onComplete);
        });
    }

    private @Nullable Void write(TreeHead head) throws IOException {
        file.write(head);
        return null;
    }
}
