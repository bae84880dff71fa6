package dev.evident.event;

import dev.evident.event.Item.Accepted;
import dev.evident.event.Item.Rejected;
import dev.evident.event.Problem.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request's body was found to hold.
 *
 * @param place the name of the member that says where an item stands: {@code line} or {@code index}; null when the body is
 *     one item
 * @param list its items, in order; rejected ones up to {@value #MAX_REJECTED}
 */
public record Items(@Nullable String place, List<Item> list) {
    /** Bad events in one batch: with more of them it is not read to its end. */
    public static final int MAX_REJECTED = 1_000;

    /** How many of them the problem of the whole batch names. */
    private static final int MAX_NAMED = 100;

    public Items {
        list = List.copyOf(list);
    }

    /** A body that is one event. */
    public static Items of(NewEvent event) {
        return new Items(null, List.of(new Accepted(0, event)));
    }

    /** A body that is not acceptable as a whole. */
    public static Items rejected(Problem problem, byte[] body) {
        return new Items(null, List.of(new Rejected(0, problem, body, 0, body.length)));
    }

    /** The events among them, in order. */
    public List<NewEvent> events() {
        List<NewEvent> events = new ArrayList<>(list.size());
        for (Item item : list) {
            if (item instanceof Accepted accepted) {
                events.add(accepted.event());
            }
        }
        return events;
    }

    /** The items that are no events, in order. */
    public List<Rejected> rejected() {
        return list.stream()
                .filter(Rejected.class::isInstance)
                .map(Rejected.class::cast)
                .toList();
    }

    /** The problem of a batch of which all items are stored or none: it names the first {@value #MAX_NAMED} bad ones. */
    public Optional<Problem> refusal() {
        List<Rejected> rejected = rejected();
        int count = rejected.size();
        return count == 0
                ? Optional.empty()
                : Optional.of(problem(place, rejected, count + (count == 1 ? " event is" : " events are")));
    }

    private static Problem problem(@Nullable String place, List<Rejected> rejected, String count) {
        String name = place == null ? "index" : place;
        boolean forbidden = rejected.stream().anyMatch(bad -> bad.problem().kind() == Kind.FORBIDDEN);
        List<Map<String, Object>> errors = new ArrayList<>();
        for (Rejected bad : rejected.subList(0, Math.min(rejected.size(), MAX_NAMED))) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put(name, bad.at());
            error.put("detail", bad.problem().detail());
            error.putAll(bad.problem().members());
            errors.add(error);
        }
        String rest = rejected.size() < MAX_REJECTED ? "" : "the rest was not read; ";
        return Problem.of(
                        forbidden ? Kind.FORBIDDEN : Kind.INVALID_BATCH,
                        count + " not acceptable, the first at " + name + " "
                                + rejected.get(0).at() + "; " + rest + "nothing was stored.")
                .with("invalid", rejected.size())
                .with("errors", errors);
    }

    /**
     * Collects the items of a batch in order. For one thread.
     *
     * <p>Refuses, as a whole, a batch of more than {@value EventParser#MAX_BATCH} items, one with too many bad ones, and one
     * whose events have more bytes together than a body may have: what stands once in a body may stand in each of its
     * events.
     */
    public static final class Batch {
        private final String place;
        private final long maxBytes;
        private final int maxRejected;
        private final List<Item> items = new ArrayList<>();
        private final List<Rejected> rejected = new ArrayList<>();
        private long bytes;

        /**
         * An empty batch.
         *
         * @param place {@code line} or {@code index}
         * @param maxBytes of all its items together
         * @param maxRejected bad items with which it is not read to its end
         */
        public Batch(String place, long maxBytes, int maxRejected) {
            this.place = place;
            this.maxBytes = maxBytes;
            this.maxRejected = maxRejected;
        }

        /** Takes either. */
        public void add(Item item) {
            if (item instanceof Accepted good) {
                accept(good.at(), good.event());
            } else if (item instanceof Rejected bad) {
                reject(bad);
            }
        }

        /** Takes an event. */
        public void accept(int at, NewEvent event) {
            bytes += event.size();
            requireFits();
            items.add(new Accepted(at, event));
        }

        /** Takes what is no event. */
        public void reject(Rejected bad) {
            bytes += bad.to() - bad.from();
            requireFits();
            items.add(bad);
            rejected.add(bad);
            if (rejected.size() >= maxRejected) {
                throw Items.problem(place, rejected, MAX_REJECTED + " events are")
                        .exception();
            }
        }

        private void requireFits() {
            if (items.size() >= EventParser.MAX_BATCH) {
                throw tooMany();
            }
            if (bytes > maxBytes) {
                throw Problem.of(
                                Kind.TOO_LARGE,
                                "The events of the body have more than " + maxBytes + " bytes together; send several.")
                        .with("limit_bytes", maxBytes)
                        .exception();
            }
        }

        /** The items so far. */
        public int size() {
            return items.size();
        }

        /** All of them; throws the problem of a batch without any. */
        public Items end() {
            if (items.isEmpty()) {
                throw Problem.of(Kind.INVALID_BATCH, "The batch has no events.").exception();
            }
            return new Items(place, items);
        }
    }

    /** That a batch has more than {@value EventParser#MAX_BATCH} items. */
    public static RuntimeException tooMany() {
        return Problem.of(Kind.TOO_LARGE, "A batch holds at most " + EventParser.MAX_BATCH + " events; send several.")
                .with("limit_events", EventParser.MAX_BATCH)
                .exception();
    }
}
