package dev.evident.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.evident.Await;
import dev.evident.RunningRecord;
import dev.evident.Verified;
import dev.evident.bus.Check;
import dev.evident.bus.ScrubMessages;
import dev.evident.bus.StoreMessages;
import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.message.Append;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import dev.evident.log.message.Redact;
import dev.evident.log.sqlite.SqliteRecord;
import dev.evident.verify.Finding.Part;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of keys decides what is not stored again; whatever is changed in it is found, and believed by nobody. */
class TamperedKeysTest {
    private static final int EVENTS = 600;
    private static final int REDACTED = 40;
    private static final String PLANTED = hex(key("planted"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void makeARecord() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            for (int n = 0; n < EVENTS; n += 100) {
                int from = n;
                record.append(Stream.iterate(from, i -> i < from + 100, i -> i + 1)
                        .map(i -> i % 2 == 0
                                ? keyed("k" + i, "{\"n\":" + i)
                                : Unchecked.event(bytes("{\"n\":" + i + "}")))
                        .toList());
            }
            record.bus()
                    .request(
                            StoreMessages.REDACT,
                            new Redact(List.of((long) REDACTED), "reason", "actor", null, List.of()))
                    .await();
        }
        Verified.assertIntact(directory);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("a row is gone", 100, "DELETE FROM dedup WHERE seq = 100"),
                arguments("all rows are gone", 0, "DELETE FROM dedup"),
                arguments(
                        "a planted key for an event without one",
                        7,
                        "INSERT INTO dedup SELECT day, x'" + PLANTED + "', 7 FROM dedup WHERE seq = 100"),
                arguments(
                        "a planted key for an event with another",
                        100,
                        "INSERT INTO dedup SELECT day, x'" + PLANTED + "', seq FROM dedup WHERE seq = 100"),
                arguments(
                        "a planted key for an event that is not there",
                        9_999,
                        "INSERT INTO dedup SELECT day, x'" + PLANTED + "', 9999 FROM dedup WHERE seq = 100"),
                arguments("a row of another day", 100, "UPDATE dedup SET day = day + 1 WHERE seq = 100"),
                arguments("a row that names an older event", 100, "UPDATE dedup SET seq = 98 WHERE seq = 100"),
                arguments("a row that names a later event", 101, "UPDATE dedup SET seq = 101 WHERE seq = 100"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whatIsChangedIsFoundByVerifyAndByTheScrub(String what, long seq, String change) {
        sql(change);

        Verdict verdict = Verified.check(directory);
        assertThat(verdict.findings().kept()).as(what).extracting(Finding::part).containsOnly(Part.KEY);
        assertThat(verdict.findings().kept()).extracting(Finding::from).contains(seq);

        try (RunningRecord record = RunningRecord.start(directory)) {
            record.deploy(bus -> new ScrubVerticle(
                    bus,
                    () -> SqliteRecord.openInUse(directory.resolve("events.db")),
                    directory.resolve("scrub"),
                    Duration.ofDays(7),
                    new SimpleMeterRegistry()));
            Await.until("the alarm", () -> record.bus()
                    .request(ScrubMessages.CHECK, Check.Request.HOW_ARE_YOU)
                    .await()
                    .detail()
                    .contains("ALARM"));
        }
    }

    @Test
    void whatWasForgottenInOrderIsNotMissed() {
        sql("UPDATE dedup_since SET day = (SELECT max(day) + 1 FROM dedup)", "DELETE FROM dedup");

        Verified.assertIntact(directory);
    }

    @Test
    void aPlantedKeyKeepsNoEventOut() {
        sql("INSERT INTO dedup SELECT day, x'" + PLANTED + "', 7 FROM dedup WHERE seq = 100");
        try (RunningRecord record = RunningRecord.start(directory)) {
            Placed placed = record.append(List.of(keyed("planted", "{\"n\":7")))
                    .places()
                    .get(0);

            assertThat(placed.outcome()).isEqualTo(Outcome.STORED);
            assertThat(placed.seq()).isEqualTo(EVENTS + 1);
            assertThat(record.bus()
                            .request(StoreMessages.CHECK, Check.Request.HOW_ARE_YOU)
                            .await()
                            .detail())
                    .contains("ALARM", "a key that it does not have");
        }
        Verified.assertIntact(directory);
    }

    @Test
    void anEventIsStillStoredOnce() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            assertThat(outcome(record, keyed("k100", "{\"n\":100"))).isEqualTo(Outcome.DUPLICATE);
            assertThat(outcome(record, keyed("k100", "{\"n\":101"))).isEqualTo(Outcome.CONFLICT);
            assertThat(outcome(record, keyed("k" + REDACTED, "{\"n\":1"))).isEqualTo(Outcome.DUPLICATE);
            assertThat(record.size()).isEqualTo(EVENTS + 1);
        }
    }

    private static Outcome outcome(RunningRecord record, NewEvent event) {
        return record.bus()
                .request(StoreMessages.APPEND, new Append(List.of(event), false))
                .await()
                .places()
                .get(0)
                .outcome();
    }

    private static NewEvent keyed(String key, String start) {
        return Unchecked.keyed(start + ",\"dedup_key\":\"" + key + "\"}", key(key));
    }

    private static DedupKey key(String key) {
        return DedupKey.of(null, null, key);
    }

    private static String hex(DedupKey key) {
        return String.format("%016x%016x", key.high(), key.low());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private void sql(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
