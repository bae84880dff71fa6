package dev.evident.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.NewEvent;
import dev.evident.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private Instant clock = Instant.parse("2026-11-30T10:00:00Z");
    private long nanos = 7;
    private final ClockWatch watch = new ClockWatch(() -> clock, () -> nanos, Duration.ofMinutes(5));

    @Test
    void aClockThatRunsAsTimeDoesIsNotWorthAWord() {
        for (int second = 0; second < 200; second++) {
            pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
            assertThat(look()).isEmpty();
        }
        pass(Duration.ofHours(2), Duration.ofHours(2)); // nobody looked
        assertThat(look()).isEmpty();
    }

    @Test
    void aClockThatIsKeptRightIsNotEither() {
        pass(Duration.ofSeconds(1), Duration.ofSeconds(60));
        assertThat(look()).isEmpty();
        pass(Duration.ofSeconds(1), Duration.ofSeconds(-58));
        assertThat(look()).isEmpty();
    }

    @Test
    void aJumpForwardIsRecordedOnce() {
        pass(Duration.ofSeconds(1), Duration.ofSeconds(62).plusMillis(500));
        assertThat(look())
                .singleElement()
                .asString()
                .contains(
                        "evident.clock_jumped",
                        "\"by_seconds\":61",
                        "\"from\":\"2026-11-30T10:00:01Z\"",
                        "\"to\":\"2026-11-30T10:01:02.500Z\"");
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(look()).isEmpty();
    }

    @Test
    void aJumpBackIsRecordedAndLeavesTheClockBehindTheLog() {
        long newest = Timestamps.micros(clock);
        pass(Duration.ofSeconds(1), Duration.ofHours(-1));

        assertThat(look(newest))
                .hasSize(2)
                .anyMatch(event -> event.contains("evident.clock_jumped") && event.contains("\"by_seconds\":-3601"))
                .anyMatch(event -> event.contains("evident.clock_behind") && event.contains("\"lead_seconds\":3600"));
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(look(newest)).as("said once").isEmpty();
        pass(Duration.ofSeconds(1), Duration.ofHours(1));
        assertThat(look(newest)).singleElement().asString().contains("evident.clock_jumped");
        pass(Duration.ofSeconds(1), Duration.ofHours(-1));
        assertThat(look(newest)).as("behind again").hasSize(2);
    }

    private void pass(Duration time, Duration clockSays) {
        nanos += TimeUnit.MILLISECONDS.toNanos(time.toMillis());
        clock = clock.plus(clockSays);
    }

    private List<String> look() {
        return look(0);
    }

    private List<String> look(long newest) {
        return watch.look(newest).stream()
                .map(NewEvent::body)
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }
}
