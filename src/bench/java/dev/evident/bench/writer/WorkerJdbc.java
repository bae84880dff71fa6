package dev.evident.bench.writer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.sql.SQLException;

/** One hop to a worker thread of its own, which does the whole transaction by plain JDBC. */
final class WorkerJdbc implements Contender {
    private final WorkerExecutor worker;
    private final JdbcWriter writer;

    WorkerJdbc(Vertx vertx, Database database) throws SQLException {
        this.worker = vertx.createSharedWorkerExecutor("worker-jdbc-" + database.file(), 1);
        this.writer = new JdbcWriter(database.open());
    }

    @Override
    public String name() {
        return "worker, plain JDBC";
    }

    @Override
    public Future<?> write(long first, long micros, Batch batch) {
        return worker.executeBlocking(() -> {
            writer.write(first, micros, batch);
            return null;
        });
    }

    @Override
    public Future<?> close() {
        return worker.executeBlocking(() -> {
                    writer.close();
                    return null;
                })
                .eventually(worker::close);
    }
}
