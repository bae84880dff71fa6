package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    private static final List<String> SEEDS = List.of(
            "2026-11-23T05:14:24Z",
            "2026-11-23t05:14:24.123456789z",
            "2024-02-29 23:59:59.5+17:59",
            "1969-12-31T23:59:59.9999999-00:00",
            "0000-01-01T00:00:00-17:59",
            "9999-12-31T20:00:50+00:00");

    private final Random random = new Random(20_261_123);

    @Test
    void agreesWithTheJdkOnWhatTheJdkKnows() {
        int times = 0;
        for (int i = 0; i < 100_000; i++) {
            String text = changed(SEEDS.get(random.nextInt(SEEDS.size())));
            OptionalLong expected = byTheJdk(text);
            if (expected.isEmpty()) {
                continue;
            }
            String around = "12" + text + "34";
            assertThat(Rfc3339.micros(around.toCharArray(), 2, text.length()))
                    .as(text)
                    .isEqualTo(expected.getAsLong());
            times++;
        }
        assertThat(times).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "1998-12-31T23:59:60Z,              1999-01-01T00:00:00Z",
        "1998-12-31t15:59:60.5-08:00,       1999-01-01T00:00:00.5Z",
        "2016-12-31T23:59:60.000001z,       2017-01-01T00:00:00.000001Z",
        "2026-11-23T05:14:24.12345678900000000000Z, 2026-11-23T05:14:24.123456789Z",
        "2026-11-23T05:14:24+23:59,         2026-11-22T05:15:24Z",
        "2026-11-23T05:14:24-23:59,         2026-11-24T05:13:24Z",
        "2026-11-23T05:14:24.0000000000000000001Z, 2026-11-23T05:14:24.000000001Z",
    })
    void takesWhatTheJdkDoesNot(String text, String instant) {
        assertThat(Rfc3339.instant(text)).contains(Instant.parse(instant));
        assertThat(Rfc3339.micros(text.toCharArray(), 0, text.length()))
                .isEqualTo(Timestamps.micros(Instant.parse(instant)));
    }

    @Test
    void takesAsManyDigitsAsThereAre() {
        String text = "2026-11-23T05:14:24." + "9".repeat(100_000) + "Z";

        assertThat(Rfc3339.micros(text.toCharArray(), 0, text.length()))
                .isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T05:14:24.999999Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1998-12-31T22:59:60Z",
                "1998-12-31T23:58:60Z",
                "1998-12-30T23:59:60Z",
                "1998-12-31T23:59:60+01:00",
                "1998-12-31T23:59:61Z",
                "2026-11-23T05:14:24+24:00",
                "2026-11-23T05:14:24+00:60",
                "2026-11-23T05:14:24.Z",
                "2026-11-23T05:14:24ZZ",
                "2026-11-23_05:14:24Z",
                "2026-11-23T05:14:24,5Z",
                "2026-11-23T05:14:24.٣Z",
                "20261123T051424Z"
            })
    void refusesWhatIsNone(String text) {
        assertThat(Rfc3339.instant(text)).isEmpty();
        assertThat(Rfc3339.micros(text.toCharArray(), 0, text.length())).isEqualTo(Rfc3339.NONE);
    }

    private static OptionalLong byTheJdk(String text) {
        try {
            String strict = text.replace(' ', 'T').toUpperCase(Locale.ROOT);
            boolean seconds = strict.length() >= "2026-11-23T05:14:24Z".length() && strict.charAt(16) == ':';
            boolean digits = Character.isDigit(strict.charAt(0)) && strict.indexOf('-') == 4;
            Instant instant = OffsetDateTime.parse(strict).toInstant();
            boolean offset = !strict.matches(".*[+-][0-9]{2}(:[0-9]{2}:[0-9]{2})?") && !strict.endsWith(".Z");
            return seconds && digits && offset && !strict.contains("T24:") && !strict.contains(".+") && !strict.contains(".-")
                    ? OptionalLong.of(Timestamps.micros(instant))
                    : OptionalLong.empty();
        } catch (DateTimeException notOne) {
            return OptionalLong.empty();
        }
    }

    private String changed(String seed) {
        StringBuilder text = new StringBuilder(seed);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(8)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, (char) ('0' + random.nextInt(10)));
                case 2 -> text.setCharAt(at, "0Z+-.: T".charAt(random.nextInt(8)));
                default -> {
                    if (Character.isDigit(text.charAt(at))) {
                        text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                    }
                }
            }
        }
        return text.toString();
    }
}
