package dev.evident.verify;

import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Events;
import dev.evident.log.StoredRecord.Row;
import dev.evident.log.StoredRecord.UnreadableException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All events in order, read ahead by a thread of its own so that reading and hashing go on at the same time. Behind a
 * place that cannot be read it goes on, in steps that double until something can be read again.
 */
final class EventWalk implements AutoCloseable {
    private static final Step END = new Step(List.of(), null);

    /** Pieces read ahead: 8 MiB of bodies at most. */
    private static final int AHEAD = 8;

    private final StoredRecord record;
    private final long end;
    private final BlockingQueue<Step> read = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader = new Thread(this::readAll, "evident-verify-reader");
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /**
     * The next events.
     *
     * @param damage why something before them could not be read; null when nothing was left out
     */
    record Step(List<Row> rows, @Nullable String damage) {

        /** Whether it is the last one, which has nothing in it. */
        boolean isEnd() {
            return rows.isEmpty() && damage == null;
        }
    }

    EventWalk(StoredRecord record, long end) {
        this.record = record;
        this.end = end;
        reader.setDaemon(true);
        reader.start();
    }

    /** The next step, an end when there is none. */
    Step next() {
        try {
            Step step = read.take();
            if (failure != null) {
                throw new IllegalStateException("reading the record failed", failure);
            }
            return step;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", interrupted);
        }
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        try {
            reader.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException goOn) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        try {
            long from = Long.MIN_VALUE;
            long step = 1;
            String damage = null;
            while (!closed) {
                try (Events events = record.events(from)) {
                    for (List<Row> rows = events.next(); !rows.isEmpty(); rows = events.next()) {
                        read.put(new Step(rows, damage));
                        damage = null;
                        step = 1;
                        from = rows.get(rows.size() - 1).seq() + 1;
                    }
                    break;
                } catch (UnreadableException unreadable) {
                    damage = unreadable.getMessage();
                    from = Math.max(0, from) + step;
                    step *= 2;
                    if (from >= end) {
                        break;
                    }
                }
            }
            if (damage != null) {
                read.put(new Step(List.of(), damage));
            }
            read.put(END);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error defect) {
            failure = defect;
            read.clear();
            if (!read.offer(END)) {
                throw defect;
            }
        }
    }
}
