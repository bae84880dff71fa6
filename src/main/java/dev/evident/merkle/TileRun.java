package dev.evident.merkle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hashes of one tile that stand next to each other.
 *
 * @param level of the tile
 * @param from the number of the first, at that level
 * @param count 1 to {@value HashSource#TILE}; none of them is in another tile
 */
public record TileRun(int level, long from, int count) {

    /** One run for each tile that the subtrees are read from, wide enough for all that is in it. */
    public static List<TileRun> covering(Collection<Subtree> subtrees) {
        Map<Integer, Map<Long, TileRun>> tiles = new TreeMap<>();
        for (Subtree part : subtrees) {
            TileRun run = new TileRun(part.tileLevel(), part.firstHash(), part.hashes());
            tiles.computeIfAbsent(run.level, level -> new TreeMap<>()).merge(run.tile(), run, TileRun::with);
        }
        List<TileRun> runs = new ArrayList<>();
        tiles.values().forEach(level -> runs.addAll(level.values()));
        return runs;
    }

    /** The number of the tile. */
    long tile() {
        return from / HashSource.TILE;
    }

    private TileRun with(TileRun other) {
        long start = Math.min(from, other.from);
        long end = Math.max(from + count, other.from + other.count);
        return new TileRun(level, start, (int) (end - start));
    }
}
