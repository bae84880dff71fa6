package dev.evident.bench.writer;

import io.vertx.core.Vertx;
import java.sql.SQLException;

/** Who takes part. */
enum Entry {
    /** Runs in its own thread without Vert.x; the measure of the others. */
    CEILING {
        @Override
        Contender open(Vertx vertx, Database database) throws SQLException {
            return new PlainThread(database);
        }
    },
    CLIENT_TRANSACTION {
        @Override
        Contender open(Vertx vertx, Database database) {
            return new ClientTransaction(vertx, database);
        }
    },
    CLIENT_PACKED {
        @Override
        Contender open(Vertx vertx, Database database) {
            return new ClientPacked(vertx, database);
        }
    },
    TREE {
        @Override
        Contender open(Vertx vertx, Database database) {
            return new WithTree(vertx, database, false);
        }
    },
    TREE_AND_HEAD_FILE {
        @Override
        Contender open(Vertx vertx, Database database) {
            return new WithTree(vertx, database, true);
        }
    },
    CLIENT_HELD {
        @Override
        Contender open(Vertx vertx, Database database) {
            return new ClientHeld(vertx, database);
        }
    },
    CLIENT_ATOMIC {
        @Override
        Contender open(Vertx vertx, Database database) {
            return new ClientAtomicBatch(vertx, database);
        }
    },
    WORKER_JDBC {
        @Override
        Contender open(Vertx vertx, Database database) throws SQLException {
            return new WorkerJdbc(vertx, database);
        }
    },
    WORKER_PACKED {
        @Override
        Contender open(Vertx vertx, Database database) throws SQLException {
            return new WorkerPacked(vertx, database);
        }
    };

    abstract Contender open(Vertx vertx, Database database) throws SQLException;
}
