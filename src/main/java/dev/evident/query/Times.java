package dev.evident.query;

import dev.evident.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times in queries: RFC 3339, or so long before now: {@code -90s}, {@code -15m}, {@code -24h}, {@code -7d}, {@code -4w}. */
final class Times {
    private static final Pattern RELATIVE = Pattern.compile("-([0-9]{1,6})([smhdw])");

    private Times() {}

    /** The instant, or empty when the text is none. */
    static Optional<Instant> parse(String text, Instant now) {
        Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            return Optional.of(now.minus(duration(Long.parseLong(relative.group(1)), relative.group(2))));
        }
        return Timestamps.parse(spaceIsPlus(text));
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }

    /** A plus sign that was not percent-encoded arrives as a space: before an offset it can only have been a plus. */
    private static String spaceIsPlus(String time) {
        int space = time.lastIndexOf(' ');
        return space > "2026-11-23".length() ? time.substring(0, space) + "+" + time.substring(space + 1) : time;
    }
}
