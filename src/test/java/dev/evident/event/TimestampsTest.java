package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @Test
    void writesSixDigitsAndZ() {
        DateTimeFormatter expected = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        Random random = new Random(1);
        long first = Timestamps.micros(Instant.parse("0000-01-01T00:00:00Z"));
        long last = Timestamps.micros(Instant.parse("9999-12-31T23:59:59.999999Z"));

        assertThat(Timestamps.format(0)).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(Timestamps.format(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
        for (int i = 0; i < 2_000; i++) {
            long micros = random.nextLong(first, last);
            assertThat(Timestamps.format(micros)).isEqualTo(expected.format(Timestamps.instant(micros)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T05:14:24Z, 2026-11-23T05:14:24Z",
        "2026-11-23t05:14:24.123456z, 2026-11-23T05:14:24.123456Z",
        "2026-11-23T05:14:24.1234560009Z, 2026-11-23T05:14:24.123456001Z",
        "2026-11-23T05:14:24.12345600000000000000000000000000000000000001+02:00, 2026-11-23T03:14:24.123456001Z",
        "2026-11-23T05:14:24.50000000000000000000000000000000000000000000+23:59, 2026-11-22T05:15:24.500Z",
        "2016-12-31T23:59:60Z, 2016-12-31T23:59:59.999999Z",
        "2016-12-31T23:59:60.25z, 2016-12-31T23:59:59.999999Z",
        "2017-01-01T05:29:60+05:30, 2016-12-31T23:59:59.999999Z",
        "2026-11-23T05:14:24.5+12:34, 2026-11-22T16:40:24.500Z",
        "2026-11-23 05:14:24Z, 2026-11-23T05:14:24Z",
        "2026-11-23T05:14:24+02:00, 2026-11-23T03:14:24Z",
        "2024-02-29T00:00:00-00:30, 2024-02-29T00:30:00Z"
    })
    void readsRfc3339(String text, String instant) {
        assertThat(Timestamps.parse(text)).contains(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-11-23",
                "2026-11-23T05:14:24",
                "2026-11-23T05:14Z",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-11-23T24:00:01Z",
                "2026-11-23T05:14:24.Z",
                "2026-11-23T05:14:60Z",
                "2016-12-31T23:59:60+02:00",
                "2016-12-31T23:59:61Z",
                "2026-11-23T05:14:24+24:00",
                "2026-11-23T05:14:24+0200",
                "2026-11-23_05:14:24Z",
                "2026-11-23T05:14:24+2:00",
                "+2026-11-23T05:14:24Z",
                "２026-11-23T05:14:24Z"
            })
    void refusesEverythingElse(String text) {
        assertThat(Timestamps.parse(text)).isEmpty();
    }

    @Test
    void roundsUpToTheNextMicrosecond() {
        assertThat(Timestamps.ceilMicros(Instant.parse("1970-01-01T00:00:00.000001Z")))
                .isEqualTo(1);
        assertThat(Timestamps.ceilMicros(Instant.parse("1970-01-01T00:00:00.000001001Z")))
                .isEqualTo(2);
        assertThat(Timestamps.ceilMicros(Instant.parse("1969-12-31T23:59:59.9999999Z")))
                .isZero();
    }
}
