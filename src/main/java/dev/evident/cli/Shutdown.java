package dev.evident.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the program in order when SIGTERM or SIGINT arrives or the start failed: what is deployed drains and stops,
 * then Vert.x, then logging. The exit status is 0 unless {@link #failed} was called; the JVM alone would make it 143.
 * Further signals have no effect.
 */
public final class Shutdown {
    /** How long what is in flight may take to finish, in seconds. */
    private static final long DRAIN_S = 25;

    private static final long CLOSE_S = 5;
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private final Vertx vertx;
    private volatile Future<String> deployment = Future.failedFuture("nothing is deployed");
    private volatile Supplier<Future<Void>> end = Shutdown::done;
    private volatile int status;

    private Shutdown(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Watches over a Vert.x instance from now on. */
    public static Shutdown install(Vertx vertx) {
        Shutdown shutdown = new Shutdown(vertx);
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "shutdown"));
        return shutdown;
    }

    /**
     * What to end first.
     *
     * @param deploying the deployment under way
     * @param inOrder ends what it deployed, each part in its turn
     */
    public Future<String> first(Future<String> deploying, Supplier<Future<Void>> inOrder) {
        deployment = deploying;
        end = inOrder;
        return deploying;
    }

    /** The start failed, or what was to be done is not: the exit status is 1. */
    public void failed() {
        status = 1;
    }

    /** What was to be done is: the exit status is 0. */
    public void succeeded() {
        status = 0;
    }

    private void run() {
        if (status == 0) {
            log.info("Stopping");
        }
        // A deployment that failed has ended what it began; its failure has been reported.
        await("What was in flight", deployment.transform(id -> id.succeeded() ? end.get() : done()), DRAIN_S);
        await("Vert.x", vertx.close(), CLOSE_S);
        if (status == 0) {
            log.info("Stopped");
        }
        Logs.stop();
        Runtime.getRuntime().halt(status);
    }

    private static Future<Void> done() {
        return Future.succeededFuture();
    }

    private static void await(String what, Future<Void> end, long seconds) {
        try {
            end.await(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            log.warn("{} did not end within {} seconds; going on", what, seconds);
        } catch (Exception failure) {
            log.error("{} ended with a failure", what, failure);
        }
    }
}
