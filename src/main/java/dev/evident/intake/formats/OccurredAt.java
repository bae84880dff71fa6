package dev.evident.intake.formats;

import dev.evident.event.TimeText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Times as senders write them: RFC 3339, or a number of seconds, milli-, micro- or nanoseconds since the epoch. */
final class OccurredAt {
    private static final int MAX_LENGTH = 40;

    /** Numbers from here on are milliseconds: as seconds they would be after the year 5138. */
    private static final BigDecimal MIN_MILLIS = BigDecimal.valueOf(100_000_000_000L);

    private static final BigDecimal MIN_MICROS = MIN_MILLIS.movePointRight(3);
    private static final BigDecimal MIN_NANOS = MIN_MICROS.movePointRight(3);

    private OccurredAt() {}

    /** The time as RFC 3339 has it; empty when the text is no time. */
    static Optional<String> of(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (TimeText.micros(text.toCharArray(), 0, text.length()) != TimeText.NONE) {
            return Optional.of(text);
        }
        for (int i = 0; i < text.length(); i++) {
            if ((text.charAt(i) < '0' || text.charAt(i) > '9') && text.charAt(i) != '.') {
                return Optional.empty();
            }
        }
        try {
            BigDecimal number = new BigDecimal(text);
            int places = number.compareTo(MIN_NANOS) >= 0
                    ? 9
                    : number.compareTo(MIN_MICROS) >= 0 ? 6 : number.compareTo(MIN_MILLIS) >= 0 ? 3 : 0;
            BigDecimal seconds = number.movePointLeft(places);
            long whole = seconds.setScale(0, RoundingMode.FLOOR).longValueExact();
            long nanos = seconds.subtract(BigDecimal.valueOf(whole))
                    .movePointRight(9)
                    .longValue();
            String time = Instant.ofEpochSecond(whole, nanos).toString();
            return Optional.of(time).filter(ok -> TimeText.micros(ok.toCharArray(), 0, ok.length()) != TimeText.NONE);
        } catch (ArithmeticException | NumberFormatException | DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
