package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningRecord;
import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers of a log on the disk. */
class FollowedLogTest {
    private static final long TIMEOUT_SECONDS = 20;

    @TempDir
    private Path directory;

    /** Keeps what it is given, and is ready for more when a promise says so. */
    private static final class Kept implements Follower {
        private final BlockingQueue<StoredEvent> events = new LinkedBlockingQueue<>();
        private final Future<Void> ready;

        Kept(Future<Void> ready) {
            this.ready = ready;
        }

        @Override
        public String name() {
            return "kept" + hashCode();
        }

        @Override
        public Future<Void> accept(List<StoredEvent> given) {
            events.addAll(given);
            return ready;
        }

        List<StoredEvent> take(int count) {
            return IntStream.range(0, count).mapToObj(i -> next()).toList();
        }

        private StoredEvent next() {
            try {
                StoredEvent event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                assertThat(event).as("an event in time").isNotNull();
                return event;
            } catch (InterruptedException ended) {
                throw new IllegalStateException(ended);
            }
        }
    }

    @Test
    void appendsAreAcknowledgedWhileAFollowerTakesNothing() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            Promise<Void> ready = Promise.promise();
            Kept stuck = new Kept(ready.future());
            Kept other = new Kept(Future.succeededFuture());
            record.feed().follow(0, stuck);
            record.feed().follow(0, other);

            for (int i = 0; i < 30; i++) {
                record.append(1_000); // more than is kept in memory
            }

            assertThat(record.feed().current().await().size()).isEqualTo(30_000);
            assertInOrder(other.take(30_000));
            assertThat(stuck.events).hasSizeLessThanOrEqualTo(Subscription.MAX_BATCH_EVENTS);
            ready.complete();
            assertInOrder(stuck.take(30_000));
        }
    }

    @Test
    void aDamagedEventKeepsItsPlaceAndIsMarked() throws SQLException {
        try (RunningRecord record = RunningRecord.start(directory)) {
            record.append(5);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE event SET body = CAST('{\"n\":7}' AS BLOB) WHERE seq = 2"))
                    .isEqualTo(1);
        }

        try (RunningRecord record = RunningRecord.start(directory)) {
            Kept follower = new Kept(Future.succeededFuture());
            record.feed().follow(0, follower);

            List<StoredEvent> events = follower.take(5);

            assertInOrder(events);
            assertThat(events).extracting(StoredEvent::damaged).containsExactly(false, false, true, false, false);
        }
    }

    private static void assertInOrder(List<StoredEvent> events) {
        assertThat(events)
                .extracting(StoredEvent::seq)
                .isEqualTo(LongStream.range(0, events.size()).boxed().toList());
    }
}
