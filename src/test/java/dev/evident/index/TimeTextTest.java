package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.Timestamps;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fast reader of times agrees with the one that the API uses. */
class TimeTextTest {
    private static final List<String> SEEDS = List.of(
            "2026-11-23T05:14:24Z",
            "2026-11-23t05:14:24.123456789z",
            "2024-02-29 23:59:59.5+18:00",
            "1969-12-31T23:59:59.9999999-00:00",
            "0000-01-01T00:00:00-17:59",
            "9999-12-31T24:00:60+00:00");

    private final Random random = new Random(20_261_123);

    @Test
    void everyTimeIsUnderstoodAndNothingElse() {
        int times = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = changed(SEEDS.get(random.nextInt(SEEDS.size())));
            long expected = Timestamps.parse(text).map(Timestamps::micros).orElse(TimeText.NONE);
            String around = "12" + text + "34";
            assertThat(TimeText.micros(around.toCharArray(), 2, text.length()))
                    .as(text)
                    .isEqualTo(expected);
            times += expected == TimeText.NONE ? 0 : 1;
        }
        assertThat(times).isBetween(20_000, 180_000);
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
