package dev.evident.log.postgres;

import dev.evident.event.StoredEvent;
import dev.evident.log.Batch;
import dev.evident.log.Erasure;
import dev.evident.log.LogEnd;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The statements that write one batch inside the log's lock: one for each table, sent together. */
final class BatchWrite {
    private static final String EVENTS =
            """
            INSERT INTO event (seq, id, micros, header, leaf)
            SELECT $1 + place - 1, id, $2, header, leaf
            FROM unnest($3::uuid[], $4::bytea[], $5::bytea[]) WITH ORDINALITY AS added(id, header, leaf, place)
            """;

    private static final String BODIES =
            """
            INSERT INTO body (seq, salt, body)
            SELECT $1 + place - 1, salt, body
            FROM unnest($2::bytea[], $3::bytea[]) WITH ORDINALITY AS added(salt, body, place)
            """;

    private static final String NODES =
            """
            INSERT INTO node (level, number, hash) SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bytea[])
            """;

    private static final String ERASE = "DELETE FROM body WHERE seq = ANY($1::bigint[])";

    private static final String REDACTIONS =
            """
            INSERT INTO redaction (seq, content, by_seq)
            SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bigint[])
            """;

    /**
     * A COMMIT that waits for a standby and is cut short by this would be acknowledged although the standby does not have
     * it.
     */
    private static final String NO_TIMEOUT_FOR_COMMIT = "SET LOCAL statement_timeout = 0";

    private BatchWrite() {}

    /** Completes when all are done and only COMMIT is missing. */
    static Future<?> write(SqlConnection connection, LogEnd before, Batch batch) {
        List<Future<?>> statements = new ArrayList<>();
        statements.add(connection.preparedQuery(EVENTS).execute(events(batch)));
        statements.add(connection.preparedQuery(BODIES).execute(bodies(batch)));
        if (!batch.nodes().isEmpty()) {
            statements.add(connection.preparedQuery(NODES).execute(nodes(batch.nodes())));
        }
        statements.add(DedupTable.add(connection, batch.events(), batch.micros()));
        if (!batch.erasures().isEmpty()) {
            statements.add(erase(connection, batch.erasures()));
        }
        statements.add(HeadRow.move(connection, before, batch.end()));
        statements.add(connection.query(NO_TIMEOUT_FOR_COMMIT).execute());
        return Future.join(statements).recover(failure -> Future.failedFuture(first(statements)));
    }

    /** Those behind the first that failed say only that it did. */
    private static Throwable first(List<Future<?>> statements) {
        return statements.stream()
                .filter(Future::failed)
                .map(Future::cause)
                .findFirst()
                .orElseThrow();
    }

    private static Tuple events(Batch batch) {
        List<StoredEvent> events = batch.events();
        int count = events.size();
        Buffer[] leaves = new Buffer[count];
        for (int i = 0; i < count; i++) {
            leaves[i] = Buffer.buffer(Arrays.copyOfRange(batch.leaves(), i * TreeHash.BYTES, (i + 1) * TreeHash.BYTES));
        }
        return Tuple.of(batch.firstSeq(), batch.micros())
                .addArrayOfUUID(events.stream().map(StoredEvent::id).toArray(UUID[]::new))
                .addArrayOfBuffer(events.stream()
                        .map(event -> Buffer.buffer(event.header().toBytes()))
                        .toArray(Buffer[]::new))
                .addArrayOfBuffer(leaves);
    }

    private static Tuple bodies(Batch batch) {
        return Tuple.of(batch.firstSeq())
                .addArrayOfBuffer(batch.events().stream()
                        .map(event -> Buffer.buffer(event.salt()))
                        .toArray(Buffer[]::new))
                .addArrayOfBuffer(batch.bodies().stream().map(Buffer::buffer).toArray(Buffer[]::new));
    }

    private static Tuple nodes(List<TreeNode> nodes) {
        return Tuple.tuple()
                .addArrayOfInteger(nodes.stream().map(TreeNode::level).toArray(Integer[]::new))
                .addArrayOfLong(nodes.stream().map(TreeNode::number).toArray(Long[]::new))
                .addArrayOfBuffer(
                        nodes.stream().map(node -> Buffer.buffer(node.hash())).toArray(Buffer[]::new));
    }

    /** Fails as refused when not each of them has content, such as when another node was quicker. */
    private static Future<?> erase(SqlConnection connection, List<Erasure> targets) {
        Long[] seqs = targets.stream().map(Erasure::seq).toArray(Long[]::new);
        Future<?> erased = connection
                .preparedQuery(ERASE)
                .execute(Tuple.tuple().addArrayOfLong(seqs))
                .compose(deleted -> deleted.rowCount() == seqs.length
                        ? Future.succeededFuture()
                        : Future.failedFuture(Failures.refused(
                                "An event was redacted by another request meanwhile; nothing was stored.", null)));
        Future<?> kept = connection
                .preparedQuery(REDACTIONS)
                .execute(Tuple.tuple()
                        .addArrayOfLong(seqs)
                        .addArrayOfBuffer(targets.stream()
                                .map(target -> Buffer.buffer(target.content()))
                                .toArray(Buffer[]::new))
                        .addArrayOfLong(targets.stream().map(Erasure::by).toArray(Long[]::new)));
        return erased.transform(
                deleted -> deleted.succeeded() ? kept : kept.transform(done -> Future.failedFuture(deleted.cause())));
    }
}
