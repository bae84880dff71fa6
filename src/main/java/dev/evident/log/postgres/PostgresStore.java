package dev.evident.log.postgres;

import dev.evident.codec.BodyCodec;
import dev.evident.codec.LogCodec;
import dev.evident.codec.ZstdCodec;
import dev.evident.config.StartException;
import dev.evident.event.NewEvent;
import dev.evident.log.Feed;
import dev.evident.log.LogEnd;
import dev.evident.log.LogReader;
import dev.evident.log.LogStore;
import dev.evident.log.Sequencer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The log in a PostgreSQL database, through the client of Vert.x. Other processes may append to the same log at the same
 * time. Reads are called on any context, all else on the log's.
 */
public final class PostgresStore implements LogStore {
    private static final long FOLLOW_PERIOD_MS = 200;
    private static final long SIZE_PERIOD_MS = Duration.ofMinutes(1).toMillis();

    private final Vertx vertx;
    private final Database database;
    private final int readers;
    private final long partitionEvents;
    private final LongUnaryOperator clock;

    /** Without a dictionary bodies are stored as they are: PostgreSQL compresses those that are large. */
    private final BodyCodec codec;

    private volatile long bytes;
    private long sizeTimer = -1;
    private long followTimer = -1;
    private @Nullable LogCodec bodies;
    private @Nullable Pool pool;
    private @Nullable PostgresWriter writer;
    private @Nullable PostgresReader reader;

    /**
     * A store that is not open yet and gives events the time of the database's clock.
     *
     * @param uri {@code postgresql://user@host:port/database}
     * @param password of the user; empty for none
     * @param readers connections for reads
     * @throws StartException when the URI is none
     */
    public PostgresStore(Vertx vertx, String uri, String password, int readers) {
        this(vertx, uri, password, readers, LongUnaryOperator.identity());
    }

    /**
     * The same with another clock.
     *
     * @param clock makes an event's time of the server's clock, both in microseconds since the epoch
     */
    public PostgresStore(Vertx vertx, String uri, String password, int readers, LongUnaryOperator clock) {
        this(
                vertx,
                new Database(vertx, uri, password, Timeouts.DEFAULT),
                readers,
                Partitions.EVENTS,
                clock,
                new ZstdCodec());
    }

    PostgresStore(
            Vertx vertx,
            Database database,
            int readers,
            long partitionEvents,
            LongUnaryOperator clock,
            BodyCodec codec) {
        this.vertx = vertx;
        this.database = database;
        this.readers = readers;
        this.partitionEvents = partitionEvents;
        this.clock = clock;
        this.codec = codec;
    }

    @Override
    public Future<Boolean> hasTree() {
        return connected(connection -> new Schema(connection).exists());
    }

    @Override
    public Future<LogEnd> open() {
        return connected(connection -> new Schema(connection).open())
                .compose(head -> {
                    Partitions partitions = new Partitions(writing(), partitionEvents);
                    Future<Void> made = partitions.isDue(head.end().size(), head.bodiesEnd())
                            ? partitions.make()
                            : Future.succeededFuture();
                    return made.map(ready -> serve(head, partitions));
                })
                .recover(this::unusable);
    }

    private LogEnd serve(HeadRow head, Partitions partitions) {
        LogCodec inLog = new LogCodec(codec, head.logId());
        PostgresReader reading = new PostgresReader(vertx, database.readers(readers), inLog);
        bodies = inLog;
        reader = reading;
        CommitCheck commits = new CommitCheck(vertx, writing(), database.timeouts());
        writer = new PostgresWriter(writing(), partitions, commits, clock, head.end());
        measure(reading);
        sizeTimer = vertx.setPeriodic(SIZE_PERIOD_MS, tick -> measure(reading));
        return head.end();
    }

    /** A size that cannot be read stays what it was. */
    private void measure(PostgresReader reading) {
        reading.bytes().onSuccess(measured -> bytes = measured);
    }

    @Override
    public byte[] encode(NewEvent event) {
        return opened(bodies).encode(event.body(), event.id());
    }

    @Override
    public <R> Future<R> append(Sequencer<R> sequencer) {
        return opened(writer).append(sequencer);
    }

    @Override
    public Future<LogEnd> current(LogEnd acknowledged) {
        return opened(reader).end();
    }

    /**
     * Nothing to do here: the server's autovacuum frees the space of deleted bodies soon, see {@link Partitions}. Its
     * write-ahead log and its backups keep them as long as they are kept.
     */
    @Override
    public Future<Boolean> purge() {
        return Future.succeededFuture(true);
    }

    @Override
    public Future<Integer> forget(long before, int max) {
        return opened(writer).forget(before, max);
    }

    /** Tells the feed what other nodes commit; what this one does it knows at once. */
    @Override
    public void follow(Feed feed) {
        followTimer = vertx.setPeriodic(FOLLOW_PERIOD_MS, tick -> feed.current());
    }

    @Override
    public LogReader reader() {
        return opened(reader);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Future<Void> close() {
        vertx.cancelTimer(sizeTimer);
        vertx.cancelTimer(followTimer);
        Future<Void> read = reader == null ? Future.succeededFuture() : reader.close();
        return read.eventually(() -> pool == null ? Future.succeededFuture() : pool.close());
    }

    private Pool writing() {
        if (pool == null) {
            pool = database.writer();
        }
        return pool;
    }

    private <T> Future<T> connected(Function<SqlConnection, Future<T>> work) {
        return writing().withConnection(work).recover(this::unusable);
    }

    private <T> Future<T> unusable(Throwable failure) {
        Throwable start = failure instanceof StartException || !(failure.getCause() instanceof StartException)
                ? failure
                : failure.getCause();
        return Future.failedFuture(
                start instanceof StartException
                        ? start
                        : new StartException("store.postgres.uri: the database " + database + " cannot be used: "
                                + Failures.text(failure)));
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the store is not open");
        }
        return part;
    }
}
