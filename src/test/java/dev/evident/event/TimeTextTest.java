package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reader of times agrees with that of the JDK wherever that one reads RFC 3339. */
class TimeTextTest {
    private static final List<String> SEEDS = List.of(
            "2026-11-23T05:14:24Z",
            "2026-11-23t05:14:24.123456789z",
            "2024-02-29 23:59:59.5+18:00",
            "1969-12-31T23:59:59.9999999-00:00",
            "0000-01-01T00:00:00-17:59",
            "9999-12-31T24:00:60+00:00");

    private static final Pattern READ_BY_THE_JDK = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");

    private static final DateTimeFormatter JDK = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_OFFSET_DATE_TIME)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private final Random random = new Random(20_261_123);

    @Test
    void everyTimeIsUnderstoodAndNothingElse() {
        int times = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = changed(SEEDS.get(random.nextInt(SEEDS.size())));
            if (text.matches(".*(:60|[.][0-9]{10}|[+-](1[89]|2[0-3]):).*")) {
                continue; // more than the JDK reads
            }
            long expected = byTheJdk(text);
            String around = "12" + text + "34";
            assertThat(TimeText.micros(around.toCharArray(), 2, text.length()))
                    .as(text)
                    .isEqualTo(expected);
            times += expected == TimeText.NONE ? 0 : 1;
        }
        assertThat(times).isBetween(20_000, 180_000);
    }

    private static long byTheJdk(String text) {
        try {
            return READ_BY_THE_JDK.matcher(text).matches()
                    ? Timestamps.micros(
                            OffsetDateTime.parse(text.replace(' ', 'T'), JDK).toInstant())
                    : TimeText.NONE;
        } catch (DateTimeException notADate) {
            return TimeText.NONE;
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
