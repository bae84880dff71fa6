package dev.evident.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hashes that were read beforehand, one run for each tile. Immutable. */
public final class FetchedHashes implements HashSource {
    private final List<TileRun> runs;
    private final List<byte[]> bytes;

    /**
     * What was fetched. Throws a {@link MissingHashException} when a run is shorter than it should be.
     *
     * @param bytes {@value TreeHash#BYTES} for each hash of the run at the same place
     */
    public FetchedHashes(List<TileRun> runs, List<byte[]> bytes) {
        this.runs = List.copyOf(runs);
        this.bytes = new ArrayList<>(bytes);
        for (int i = 0; i < runs.size(); i++) {
            if (bytes.get(i).length != runs.get(i).count() * TreeHash.BYTES) {
                throw new MissingHashException(
                        runs.get(i).level(), runs.get(i).from() + bytes.get(i).length / TreeHash.BYTES);
            }
        }
    }

    @Override
    public byte[] read(int level, long from, int count) {
        for (int i = 0; i < runs.size(); i++) {
            TileRun run = runs.get(i);
            if (run.level() == level && from >= run.from() && from + count <= run.from() + run.count()) {
                int start = (int) (from - run.from()) * TreeHash.BYTES;
                return Arrays.copyOfRange(bytes.get(i), start, start + count * TreeHash.BYTES);
            }
        }
        throw new MissingHashException(level, from);
    }
}
