package dev.evident.index;

import dev.evident.bus.Check;
import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the index is behind the record, in words: for the log, for the callers who cannot be answered and for the
 * readiness check.
 *
 * <p>Positions may be read from any thread; everything else is confined to the event loop of the verticle.
 */
final class Progress {
    /** An index less behind than this catches up without a word, and counts as caught up after a rebuild. */
    private static final long WORTH_MENTIONING = 100_000;

    private static final long SAY_EVERY_NANOS = 5_000_000_000L;
    private static final int LONGEST_RETRY_SECONDS = 60;

    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    private final LongSupplier seen;
    private volatile long indexed;
    private volatile long searchable;

    private boolean known;
    private boolean rebuilding;
    private boolean caughtUpOnce;
    private boolean worthMentioning;

    /** The record's size that has to be reached to have caught up. */
    private long goal;

    private long startedAt;
    private long startedNanos;
    private long saidNanos;

    /** @param seen how many events the record has, as far as it is known; asked on any thread */
    Progress(LongSupplier seen) {
        this.seen = seen;
    }

    /** The number of events in the record, as far as it is known. */
    long seen() {
        return seen.getAsLong();
    }

    /** The number of events in the index. */
    long indexed() {
        return indexed;
    }

    /** The number of events that searches can see: those in the index, and some that are going to be. */
    long searchable() {
        return searchable;
    }

    /** Whether the index is being made from nothing, or the record's size is not known yet. */
    boolean cannotAnswer() {
        return !known || rebuilding;
    }

    /** Whether the index has been level with the record and is to stay near it. */
    boolean isFollowing() {
        return known && caughtUpOnce && !rebuilding;
    }

    /** An index of so many events was opened; it is not known yet how many the record has. */
    void opened(long events, boolean fromNothing) {
        indexed = events;
        searchable = events;
        known = false;
        rebuilding = fromNothing;
        caughtUpOnce &= !fromNothing;
        startedAt = events;
        startedNanos = System.nanoTime();
    }

    /** The record's size is known from here on. */
    void known() {
        known = true;
        goal = seen();
        worthMentioning = goal - indexed >= WORTH_MENTIONING;
        saidNanos = System.nanoTime();
        if (worthMentioning) {
            log.info(sentence());
        }
        reached(indexed);
    }

    /** Searches can see so many events now. */
    void searchable(long events) {
        searchable = Math.max(searchable, events);
    }

    /** The index holds so many events now. */
    void reached(long events) {
        indexed = events;
        searchable(events);
        if (!known || goal < 0) {
            return;
        }
        if (indexed >= goal && seen() - indexed < WORTH_MENTIONING) {
            caughtUp();
        } else if (indexed >= goal) {
            goal = seen();
        } else if (worthMentioning && System.nanoTime() - saidNanos >= SAY_EVERY_NANOS) {
            saidNanos = System.nanoTime();
            log.info(sentence());
        }
    }

    private void caughtUp() {
        if ((rebuilding || worthMentioning) && indexed > startedAt) {
            double seconds = Math.max(1e-3, (System.nanoTime() - startedNanos) / 1e9);
            log.info(String.format(
                    Locale.ROOT,
                    "The search index has caught up: %,d events in %.1f s (%,.0f events/s)",
                    indexed - startedAt,
                    seconds,
                    (indexed - startedAt) / seconds));
        }
        goal = -1;
        rebuilding = false;
        caughtUpOnce = true;
    }

    /** The answer to a question that cannot be answered now. */
    ProblemException problem() {
        return Problem.of(Problem.Kind.INDEX_BEHIND, describe() + " Unfiltered pages and writes work meanwhile.")
                .with("indexed", indexed)
                .with("events", seen())
                .with("retry_after", retryAfter())
                .exception();
    }

    /** Up once it has caught up with the record after a start or a rebuild. */
    Check check() {
        return caughtUpOnce ? Check.up(describe()) : Check.degraded(describe());
    }

    private String describe() {
        if (!known) {
            return "The search index is being opened.";
        }
        if (rebuilding) {
            return "The search index is being rebuilt: " + share() + ".";
        }
        return indexed >= seen()
                ? "The search index covers all " + count(indexed) + " events."
                : "The search index is catching up: " + share() + ".";
    }

    private String sentence() {
        return (rebuilding ? "Rebuilding the search index: " : "Catching up the search index: ") + share();
    }

    private String share() {
        long percent = seen() == 0 ? 100 : (long) Math.floor(100.0 * indexed / seen());
        return count(indexed) + " of " + count(seen()) + " events (" + Math.min(100, percent) + " %)";
    }

    /** In seconds, from how fast it went so far. */
    private int retryAfter() {
        double seconds = Math.max(1e-3, (System.nanoTime() - startedNanos) / 1e9);
        double rate = Math.max(1, (indexed - startedAt) / seconds);
        return (int) Math.max(1, Math.min(LONGEST_RETRY_SECONDS, Math.ceil((seen() - indexed) / rate)));
    }

    private static String count(long events) {
        return String.format(Locale.ROOT, "%,d", events);
    }
}
