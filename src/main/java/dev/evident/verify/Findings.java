package dev.evident.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What was found, as many as can be shown; the others are counted. For one thread at a time. */
public final class Findings {
    /** Kept; a damaged file can have as many as it has events. */
    public static final int MAX_KEPT = 1_000;

    private final List<Finding> kept = new ArrayList<>();
    private long total;
    private long first = Long.MAX_VALUE;

    /** Adds one. */
    public void add(Finding finding) {
        total++;
        if (finding.hasPosition()) {
            first = Math.min(first, finding.from());
        }
        if (kept.size() < MAX_KEPT) {
            kept.add(finding);
        }
    }

    /** Adds one. */
    void add(Finding.Part part, long from, long to, String what) {
        add(new Finding(part, Math.max(0, from), Math.max(0, Math.max(from, to)), what));
    }

    /** The first {@value #MAX_KEPT}, in the order in which they were found. */
    public List<Finding> kept() {
        return List.copyOf(kept);
    }

    /** How many there are. */
    public long total() {
        return total;
    }

    /** Whether everything is as the log says. */
    public boolean isEmpty() {
        return total == 0;
    }

    /** The position of the first event that one of them concerns; empty when none concerns events. */
    public OptionalLong firstSeq() {
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }
}
