package dev.evident.log.sqlite;

import dev.evident.codec.Dictionary;
import dev.evident.codec.Training;
import dev.evident.codec.ZstdCodec;
import dev.evident.event.StoredEvent;
import dev.evident.log.AppendException;
import dev.evident.log.Follower;
import dev.evident.log.message.Get;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first dictionary when the log has {@value #FIRST} events, and looks whether another would be better whenever
 * the log has doubled, at the latest after {@value #FURTHEST} more. Events are read as anybody reads them, the training
 * runs on a worker thread, and a dictionary is committed before anything is compressed with it.
 *
 * <p>Confined to the context of the log, but for {@link #failure}; there is never more than one training.
 */
final class DictionaryKeeper implements Follower {
    static final int FIRST = 2_000;
    static final int FURTHEST = 4_000_000;

    /** Events to learn from, and how many of them are read at once: a response is bounded in bytes. */
    private static final int SAMPLE = 2_000;

    private static final int MAX_READ = 250;

    /** One half is of the whole log, the other of its newest part: one in this number. */
    private static final int NEWEST_PART = 10;

    private static final Logger LOG = LoggerFactory.getLogger(DictionaryKeeper.class);

    private final Vertx vertx;
    private final SqliteReader reader;
    private final SqliteWriter writer;
    private final ZstdCodec codec;
    private volatile long due;
    private volatile @Nullable Throwable failure;
    private Future<Void> training = Future.succeededFuture();

    /**
     * A keeper of an open record's dictionaries.
     *
     * @param size of the log when the newest was made; 0 when there is none
     */
    DictionaryKeeper(Vertx vertx, SqliteReader reader, SqliteWriter writer, ZstdCodec codec, long size) {
        this.vertx = vertx;
        this.reader = reader;
        this.writer = writer;
        this.codec = codec;
        this.due = next(size);
    }

    @Override
    public String name() {
        return "dictionaries";
    }

    /** Trains, when that is due, beside what comes next. */
    @Override
    public Future<Void> accept(List<StoredEvent> events) {
        long size = events.get(events.size() - 1).seq() + 1;
        if (size < due || !training.isComplete()) {
            return Future.succeededFuture();
        }
        due = next(size);
        training = train(size).recover(failed -> {
            if (failed instanceof Unkept unkept) {
                failure = unkept.getCause();
            } else {
                LOG.warn("No dictionary could be made this time: {}", failed.toString());
            }
            return Future.succeededFuture();
        });
        return Future.succeededFuture();
    }

    /** Why a dictionary could not be committed; the record must not be written to any more then. Null when nothing. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Completes when no training is under way. */
    Future<Void> close() {
        due = Long.MAX_VALUE;
        return training;
    }

    private static long next(long size) {
        return Math.max(FIRST, size + Math.min(size, FURTHEST));
    }

    private Future<Void> train(long size) {
        return sample(positions(size), new ArrayList<>())
                .compose(bodies -> vertx.executeBlocking(
                        () -> Training.train(bodies, codec.newest().orElse(null)), false))
                .compose(made -> made.map(dictionary -> keep(dictionary, size)).orElseGet(Future::succeededFuture));
    }

    private Future<Void> keep(Dictionary dictionary, long size) {
        return writer.keep(dictionary, size).transform(kept -> {
            if (kept.succeeded()) {
                codec.add(dictionary);
                codec.use(dictionary.number());
                LOG.info("Bodies are compressed with dictionary {} from now on", dictionary.number());
                return Future.succeededFuture();
            }
            dictionary.close();
            return Future.failedFuture(
                    kept.cause() instanceof AppendException.Refused ? kept.cause() : new Unkept(kept.cause()));
        });
    }

    /** The content of these events, where it is there, in responses that are bounded. */
    private Future<List<byte[]>> sample(List<Long> positions, List<byte[]> bodies) {
        if (positions.isEmpty()) {
            return Future.succeededFuture(bodies);
        }
        int count = Math.min(MAX_READ, positions.size());
        return reader.get(new Get(positions.subList(0, count))).compose(events -> {
            for (StoredEvent event : events.list()) {
                if (event.hasContent() && !event.damaged()) {
                    bodies.add(event.body());
                }
            }
            return sample(positions.subList(count, positions.size()), bodies);
        });
    }

    /** Positions in a log, none of them twice: what one event has must not look like what several have. */
    static List<Long> positions(long size) {
        Random random = new Random(size);
        if (size <= 4 * SAMPLE) {
            List<Long> newest = new ArrayList<>(
                    LongStream.range(Math.max(0, size - SAMPLE), size).boxed().toList());
            Collections.shuffle(newest, random);
            return newest;
        }
        Set<Long> positions = new LinkedHashSet<>();
        long part = Math.max(2 * SAMPLE, size / NEWEST_PART);
        while (positions.size() < SAMPLE) {
            positions.add(random.nextLong(size));
            positions.add(size - 1 - random.nextLong(part));
        }
        return List.copyOf(positions);
    }

    /** The outcome of a commit is not known. */
    private static final class Unkept extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unkept(Throwable cause) {
            super(cause);
        }
    }
}
