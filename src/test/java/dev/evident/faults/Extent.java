package dev.evident.faults;

import java.util.List;
import java.util.stream.IntStream;

/** How much of the faults a run goes through. */
public final class Extent {
    private static final boolean FULL = Boolean.getBoolean("faults.full");

    private Extent() {}

    /** This number of rounds. */
    public static int rounds(int brief, int full) {
        return FULL ? full : brief;
    }

    /** The numbers from 0 to {@code end}: all of them, or this number of evenly spread ones. */
    static List<Integer> places(int end, int brief) {
        return places(end, brief, end);
    }

    /** Evenly spread numbers from 0 to {@code end}, this number of them or all that there are; one alone is in the middle. */
    static List<Integer> places(int end, int brief, int full) {
        int count = Math.min(rounds(brief, full), end);
        return IntStream.range(0, count)
                .mapToObj(i -> (int) ((2L * i + 1) * end / (2L * count)))
                .toList();
    }
}
