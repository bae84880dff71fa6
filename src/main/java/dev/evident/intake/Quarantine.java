package dev.evident.intake;

import dev.evident.event.Item.Rejected;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.RejectedEvent;
import dev.evident.event.RejectedEvent.Reason;
import dev.evident.http.Budget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what is refused the events that keep it.
 * Thread-safe.
 */
public final class Quarantine {
    /** A text is cut at the end of a character, at most this number of bytes before the limit. */
    private static final int CHARACTER_BYTES = 3;

    /** What is refused grows by a third at most, see {@link RejectedEvent}, and some words are added to it. */
    private static final int ADDED_BYTES = 500;

    private final boolean on;
    private final int maxBytes;
    private final long limit;
    private final Budget budget;

    /**
     * For all senders.
     *
     * @param on whether all that is refused is kept, whatever its format
     * @param maxEventBytes of what is refused are kept in one event
     * @param limit bytes of the budget
     * @param budget of bytes in memory that are to be kept, on their way to the record
     */
    public Quarantine(boolean on, int maxEventBytes, long limit, Budget budget) {
        this.on = on;
        this.limit = limit;
        this.budget = budget;
        this.maxBytes = maxEventBytes + CHARACTER_BYTES;
    }

    /** Whether all that is refused is kept, whatever its format. */
    boolean isOn() {
        return on;
    }

    /** What a submission may take of the budget; to be closed when what it keeps is stored. */
    Budget.Share share() {
        return budget.share();
    }

    /**
     * What keeps the rejected items, by their place in the list.
     *
     * @param keyed whether what is sent again is kept once
     */
    Map<Integer, List<NewEvent>> keep(
            Sender sender,
            @Nullable String place,
            Map<Integer, Rejected> rejected,
            byte[] body,
            boolean keyed,
            Budget.Share share) {
        Map<Integer, List<NewEvent>> kept = new LinkedHashMap<>();
        if (!rejected.isEmpty()) {
            hold(
                    share,
                    rejected.values().stream()
                            .mapToLong(bad -> grown(bad.to() - bad.from()))
                            .sum());
            String key = keyed ? RejectedEvent.key(body, OptionalInt.empty()) : null;
            rejected.forEach((index, bad) -> {
                String itemKey = key == null || place == null ? key : key + "/" + bad.at();
                kept.put(
                        index,
                        events(
                                sender,
                                new Reason(bad.problem(), place, bad.at()),
                                bad.body(),
                                bad.from(),
                                bad.to(),
                                itemKey));
            });
        }
        return kept;
    }

    /** What keeps an event whose key belongs to other content. */
    List<NewEvent> keep(
            Sender sender, @Nullable String place, int at, NewEvent event, Problem problem, Budget.Share share) {
        byte[] body = event.body();
        hold(share, grown(body.length));
        String key = RejectedEvent.key(body, OptionalInt.of(at));
        return events(sender, new Reason(problem, place, at), body, 0, body.length, key);
    }

    private List<NewEvent> events(Sender sender, Reason reason, byte[] body, int from, int to, @Nullable String key) {
        return RejectedEvent.of(sender.name(), sender.tenant(), reason, body, from, to, maxBytes, key);
    }

    private void hold(Budget.Share share, long bytes) {
        if (bytes > limit) {
            throw Problem.of(
                            Kind.TOO_LARGE,
                            "More of the body is refused than can be kept at once: " + bytes + " of " + limit
                                    + " bytes. Send it in smaller parts.")
                    .with("limit_bytes", limit)
                    .exception();
        }
        share.take(bytes);
    }

    private static long grown(long bytes) {
        return bytes * 4 / 3 + ADDED_BYTES;
    }
}
