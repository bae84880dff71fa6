package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.http.Budget;
import dev.evident.query.SeqRange;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live tail. Nothing is kept for a reader but a position: what is new is read from the record when the connection
 * takes more, at most one piece is on its way, and at most one look at the record is under way. For one response, on
 * its event loop.
 */
final class Tail {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    /**
     * Between two looks, so that many small commits cost one. Where a look takes longer, so long: however many tails there
     * are, they leave the service time for others.
     */
    private static final long PACE_MS = 5;

    /** Before the next try when the index or the store cannot serve now. */
    private static final long AGAIN_MS = 500;

    /** What a reader that takes nothing has for taking the reason. */
    private static final long FAREWELL_MS = 1_000;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Runnable disconnect;
    private final TailReader reader;
    private final Budget budget;
    private final Counter sent;
    private final long stallMs;
    private final long heartbeatTimer;

    /** Everything before it was sent or does not match. */
    private long next;

    /** What {@code next} was when the reader was last told. */
    private long told;

    /**
     * The last events on their way into the socket. This, and not {@code writeQueueFull}, tells whether the reader takes
     * them: that one counts messages, however large they are.
     */
    private Future<Void> leaving = Future.succeededFuture();

    private long size;
    private boolean busy;
    private boolean ended;
    private long stallTimer = -1;

    /**
     * Begins.
     *
     * @param disconnect closes the connection without waiting for its reader
     * @param budget of bytes that are on their way to the readers of all tails
     * @param next the position of the first event that may be sent
     */
    Tail(
            Vertx vertx,
            HttpServerResponse response,
            Runnable disconnect,
            TailReader reader,
            Budget budget,
            Counter sent,
            Duration heartbeat,
            Duration stall,
            long next) {
        this.vertx = vertx;
        this.response = response;
        this.disconnect = disconnect;
        this.reader = reader;
        this.budget = budget;
        this.sent = sent;
        this.stallMs = stall.toMillis();
        this.next = next;
        this.told = next;
        response.setChunked(true).write(ServerSentEvents.hello(next));
        heartbeatTimer = vertx.setPeriodic(heartbeat.toMillis(), timer -> heartbeat());
    }

    /** The log has grown to this size at least. */
    void wake(long grown) {
        size = Math.max(size, grown);
        if (!busy && !ended) {
            look();
        }
    }

    /** Ends it in order: the reader comes again and goes on where it was. */
    void end() {
        if (stop()) {
            response.end();
        }
    }

    /** The response is over, whatever the reason. */
    void gone() {
        stop();
    }

    private void look() {
        if (ended) {
            return;
        }
        busy = next < size;
        if (!busy) {
            return;
        }
        if (!leaving.isComplete()) {
            awaitReader();
            return;
        }
        long end = size;
        long begin = System.nanoTime();
        reader.read(new SeqRange(next, end))
                .onSuccess(piece -> send(piece, end, begin))
                .onFailure(this::failed);
    }

    private void send(TailReader.Piece piece, long end, long begin) {
        if (ended) {
            return;
        }
        if (!piece.events().isEmpty()) {
            Buffer bytes = ServerSentEvents.events(piece.events());
            Budget.Share share = budget.share();
            try {
                share.take(bytes.length());
            } catch (ProblemException full) {
                failed(full); // read again when others have taken theirs
                return;
            }
            leaving = response.write(bytes).onComplete(left -> share.close());
            sent.increment(piece.events().size());
            told = piece.next();
        }
        next = piece.next();
        if (next < end) {
            look();
        } else {
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            vertx.setTimer(Math.max(PACE_MS, took), paced -> look());
        }
    }

    private void awaitReader() {
        busy = true;
        stallTimer = vertx.setTimer(
                stallMs,
                stalled -> refuse(Problem.of(
                        Kind.OVERLOADED,
                        "The reader took nothing for " + stallMs + " ms while there was more. Come again with "
                                + TailStart.LAST_EVENT_ID + " to go on.")));
        leaving.onSuccess(taken -> {
            if (vertx.cancelTimer(stallTimer)) {
                look();
            }
        });
    }

    private void heartbeat() {
        if (leaving.isComplete()) {
            response.write(told < next ? ServerSentEvents.heartbeat(next) : ServerSentEvents.heartbeat());
            told = next;
        } else if (!busy) {
            awaitReader();
        }
    }

    private void failed(Throwable failure) {
        if (ended) {
            return;
        }
        if (failure instanceof ProblemException refused) {
            if (refused.problem().kind().status() == 503) {
                vertx.setTimer(AGAIN_MS, again -> look());
            } else {
                refuse(refused.problem());
            }
            return;
        }
        LOG.error("A live tail failed", failure);
        refuse(Problem.of(Kind.INTERNAL, "The service failed; its log says why."));
    }

    private void refuse(Problem problem) {
        if (stop()) {
            Buffer reason = ServerSentEvents.error(problem);
            long timer = vertx.setTimer(FAREWELL_MS, late -> disconnect.run());
            response.end(reason).onSuccess(taken -> {
                if (vertx.cancelTimer(timer)) {
                    disconnect.run();
                }
            });
        }
    }

    private boolean stop() {
        if (ended) {
            return false;
        }
        ended = true;
        vertx.cancelTimer(heartbeatTimer);
        vertx.cancelTimer(stallTimer);
        return true;
    }
}
