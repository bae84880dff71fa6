package dev.evident.log;

import dev.evident.config.StartException;
import dev.evident.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How far the newest event's time may be ahead of the clock. Times never decrease, so whatever comes until the clock has
 * caught up gets that time too: after one start with a clock that is years ahead, for years.
 *
 * @param max more than that is an alarm
 * @param refuse whether a start is refused then; else it goes on and the log's time stands still
 */
public record ClockLead(Duration max, boolean refuse) {

    /** Any lead will do: for commands that repair a record or read it. */
    public static ClockLead unlimited() {
        return new ClockLead(ChronoUnit.FOREVER.getDuration(), false);
    }

    /**
     * The lead of a log.
     *
     * @param micros the newest event's timestamp in microseconds since the epoch; 0 when there is none
     * @return zero when the clock is not behind
     */
    static Duration of(long micros, Instant clock) {
        Duration lead = Duration.between(Timestamps.instant(micros), clock).negated();
        return lead.isNegative() ? Duration.ZERO : lead;
    }

    /** Whether a log of this time is too far ahead. */
    boolean isExceeded(long micros, Instant clock) {
        return of(micros, clock).compareTo(max) > 0;
    }

    /**
     * Refuses a start with a clock that is too far behind, if that is to be refused.
     *
     * @throws StartException with the ways out
     */
    void requireWithin(long micros, Instant clock) {
        if (refuse && isExceeded(micros, clock)) {
            throw new StartException("the newest event has the time " + Timestamps.format(micros) + ", "
                    + text(of(micros, clock)) + " ahead of this machine's clock, "
                    + clock.truncatedTo(ChronoUnit.SECONDS)
                    + ". Times in the log never decrease: every event would get that time until the clock has caught"
                    + " up. If the clock is wrong, set it and start again. If it is right: with log.clock_behind: wait"
                    + " the log goes on and its time stands still until then; evident recover --new-log begins a log"
                    + " under a new name with times that are right. See docs/operations.md#the-clock");
        }
    }

    /** What a check says of it. */
    String describe(long micros, Instant clock) {
        return "The newest event's time, " + Timestamps.format(micros) + ", is " + text(of(micros, clock))
                + " ahead of the clock; until that has caught up, all events get it.";
    }

    private static String text(Duration lead) {
        return lead.toDays() > 2
                ? lead.toDays() + " days"
                : lead.toMinutes() > 2 ? lead.toMinutes() + " minutes" : lead.toSeconds() + " seconds";
    }
}
