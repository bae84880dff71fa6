package dev.evident.bench.writer;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** A contender, its database and how far it has got. */
final class Lane {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int PREPARED_BATCHES = 8;

    private final Contender contender;
    private final Database database;
    private final Context context;
    private long seq;

    private Lane(Contender contender, Database database, Context context) {
        this.contender = contender;
        this.database = database;
        this.context = context;
    }

    static Lane open(Vertx vertx, Entry entry, Database database) throws SQLException {
        database.create();
        Promise<Context> home = Promise.promise();
        vertx.deployVerticle(
                new Home(home),
                new DeploymentOptions().setWorkerPoolName(entry.name()).setWorkerPoolSize(1));
        return new Lane(entry.open(vertx, database), database, home.future().await());
    }

    String name() {
        return contender.name();
    }

    Result run(int size, double seconds) throws Exception {
        List<Batch> batches = IntStream.range(0, PREPARED_BATCHES)
                .mapToObj(i -> Batch.of(size, i))
                .toList();
        long before = seq;
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        if (contender instanceof PlainThread) {
            while (System.nanoTime() < end) {
                write(batches).await();
            }
        } else {
            Promise<Void> done = Promise.promise();
            context.runOnContext(ignored -> next(batches, end, done));
            done.future().toCompletionStage().toCompletableFuture().get();
        }
        return new Result(seq - before, System.nanoTime() - start, SYSTEM.getProcessCpuTime() - cpu);
    }

    private void next(List<Batch> batches, long end, Promise<Void> done) {
        if (System.nanoTime() >= end) {
            done.complete();
            return;
        }
        write(batches).onComplete(written -> {
            if (written.failed()) {
                done.fail(written.cause());
            } else {
                next(batches, end, done);
            }
        });
    }

    private Future<?> write(List<Batch> batches) {
        Batch batch = batches.get((int) (seq % PREPARED_BATCHES));
        long first = seq;
        seq += batch.size();
        return contender.write(first, System.currentTimeMillis() * 1000, batch);
    }

    void finish() throws SQLException {
        contender.close().await();
        contender.verify(database, seq);
    }

    /** Gives a lane an event loop and, for what the client hops to, a worker pool of one thread. */
    private static final class Home extends VerticleBase {
        private final Promise<Context> home;

        Home(Promise<Context> home) {
            this.home = home;
        }

        @Override
        public Future<?> start() {
            home.complete(context);
            return Future.succeededFuture();
        }
    }

    record Result(long rows, long nanos, long cpuNanos) {
        double rowsPerSecond() {
            return rows * 1e9 / nanos;
        }

        double cpuMicrosPerRow() {
            return cpuNanos / 1e3 / rows;
        }
    }
}
