package dev.evident.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.RunningRecord;
import dev.evident.bus.Check;
import dev.evident.bus.ScrubMessages;
import dev.evident.log.sqlite.SqliteRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check that goes on beside a running service. */
class ScrubTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void goesThroughAWholeRecordAgainAndAgain() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            record.append(700);
            scrub(record, OFTEN);

            Await.until("a whole pass", () -> gauge("evident.scrub.last.pass.timestamp.seconds") > 0);
            double first = gauge("evident.scrub.last.pass.timestamp.seconds");
            record.append(100);
            Await.until("another one", () -> gauge("evident.scrub.last.pass.timestamp.seconds") > first);

            assertThat(gauge("evident.scrub.findings")).isZero();
            assertThat(check(record).isUp()).isTrue();
        }
    }

    @Test
    void saysAsLongAsItIsSoThatAnEventWasChanged() throws Exception {
        Kept kept = Kept.create(directory, 700);
        try (RunningRecord record = RunningRecord.start(directory)) {
            kept.sql("UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '5', '6') AS BLOB) WHERE seq = 515");
            scrub(record, OFTEN);

            Await.until("the alarm", () -> !check(record).isUp());
            Await.until("a whole pass", () -> gauge("evident.scrub.last.pass.timestamp.seconds") > 0);

            assertThat(check(record).isUp()).isFalse();
            assertThat(check(record).detail()).contains("ALARM", "seq 515");
            assertThat(gauge("evident.scrub.findings")).isEqualTo(1);

            kept.sql("UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '6', '5') AS BLOB) WHERE seq = 515");
            Await.until("it was put right", () -> check(record).isUp());
        }
    }

    @Test
    void remembersAnAlarmOverARestart() throws Exception {
        Kept kept = Kept.create(directory, 700);
        kept.sql("DELETE FROM event WHERE seq = 300");
        try (RunningRecord record = RunningRecord.start(directory)) {
            scrub(record, Duration.ofDays(7));
            Await.until("a whole pass", () -> gauge("evident.scrub.last.pass.timestamp.seconds") > 0);
            assertThat(check(record).detail()).contains("seq 300");
        }
        try (RunningRecord record = RunningRecord.start(directory)) {
            scrub(record, Duration.ofDays(7));

            assertThat(check(record).isUp()).isFalse();
            assertThat(check(record).detail()).contains("seq 300");
        }
    }

    @Test
    void aChangedHashIsFound() throws Exception {
        Kept kept = Kept.create(directory, 700);
        try (RunningRecord record = RunningRecord.start(directory)) {
            kept.sql("UPDATE node SET hash = zeroblob(32) WHERE number = 1");
            scrub(record, OFTEN);

            Await.until("the alarm", () -> check(record).detail().contains("seq 256"));
        }
    }

    @Test
    void aLayoutThatWasChangedIsSaidAsLongAsItIsSo() throws Exception {
        Kept kept = Kept.create(directory, 300);
        try (RunningRecord record = RunningRecord.start(directory)) {
            scrub(record, OFTEN);
            Await.until("a whole pass", () -> gauge("evident.scrub.last.pass.timestamp.seconds") > 0);
            assertThat(check(record).isUp()).isTrue();
            kept.sql("CREATE TRIGGER other AFTER INSERT ON event BEGIN SELECT 1; END");

            Await.until("the alarm", () -> check(record).detail().contains("has a trigger other"));
            assertThat(gauge("evident.scrub.findings")).isEqualTo(1);

            kept.sql("DROP TRIGGER other");
            Await.until("it was put right", () -> check(record).isUp());
        }
    }

    @Test
    void aStoreThatStopsIsNoDamage() throws Exception {
        for (int stop = 0; stop < 5; stop++) {
            try (RunningRecord record = RunningRecord.start(directory)) {
                record.append(3_000);
                scrub(record, OFTEN);
                Await.until("it goes on", () -> gauge("evident.scrub.position.events") > 0);
            }
            assertThat(ScrubState.read(directory.resolve("scrub")).bad()).isZero();
        }
    }

    @Test
    void isOffWhenThePeriodIsZero() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            scrub(record, Duration.ZERO);

            assertThat(check(record).detail()).contains("off");
            assertThat(directory.resolve("scrub")).doesNotExist();
        }
    }

    private void scrub(RunningRecord record, Duration period) {
        record.deploy(bus -> new ScrubVerticle(
                bus,
                () -> SqliteRecord.openInUse(directory.resolve("events.db")),
                directory.resolve("scrub"),
                period,
                registry));
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static Check check(RunningRecord record) {
        return record.bus()
                .request(ScrubMessages.CHECK, Check.Request.HOW_ARE_YOU)
                .await();
    }
}
