package dev.evident.log.message;

import dev.evident.merkle.Subtree;
import dev.evident.merkle.TileRun;
import java.util.Collection;
import java.util.List;

/** Which hashes to read, all of them or none. */
public record Hashes(List<TileRun> runs) {
    public Hashes {
        runs = List.copyOf(runs);
    }

    /** All that these subtrees are made of. */
    public static Hashes of(Collection<Subtree> subtrees) {
        return new Hashes(TileRun.covering(subtrees));
    }

    /** Some that stand next to each other in one tile. */
    public static Hashes of(int level, long from, int count) {
        return new Hashes(List.of(new TileRun(level, from, count)));
    }
}
