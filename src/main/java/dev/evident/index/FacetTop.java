package dev.evident.index;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the most frequent values of a field and counts the others. */
final class FacetTop {
    private final int most;

    /** The worst of the best first. */
    private final PriorityQueue<FacetValue> best;

    private long distinct;
    private boolean tooMany;

    FacetTop(int most) {
        this.most = most;
        this.best = new PriorityQueue<>(most + 1, FacetValue.ORDER.reversed());
    }

    /** For a field with too many values to count; at least so many. */
    static FacetTop tooMany(long atLeast) {
        FacetTop none = new FacetTop(1);
        none.distinct = atLeast;
        none.tooMany = true;
        return none;
    }

    /** Reads a value when it is wanted. */
    interface Reading {
        FacetValue read() throws IOException;
    }

    /** Adds a value that no other call adds; one that no event has is passed over. */
    void add(long count, Reading value) throws IOException {
        if (count == 0) {
            return;
        }
        distinct++;
        FacetValue worst = best.peek();
        if (worst != null && best.size() == most && worst.count() > count) {
            return;
        }
        best.add(value.read());
        if (best.size() > most) {
            best.remove();
        }
    }

    /** The number of different values. */
    long distinct() {
        return distinct;
    }

    /** Whether there were too many to count; none are kept then, and {@link #distinct} is a lower bound. */
    boolean isTooMany() {
        return tooMany;
    }

    /** At most so many of those kept, the most frequent first. */
    List<FacetValue> top(int limit) {
        Comparator<FacetValue> order = FacetValue.ORDER;
        return best.stream().sorted(order).limit(limit).toList();
    }
}
