package dev.evident.merkle;

/** Where the hashes are kept that tiles hold: of the leaves (level 0), and of the nodes above 256, 256², … leaves. */
@FunctionalInterface
public interface HashSource {
    /** Hashes in a full tile. */
    int TILE = 256;

    /** Levels of the tree between two levels of tiles: 2^8 = {@value #TILE}. */
    int TILE_HEIGHT = 8;

    /**
     * Reads hashes that stand next to each other.
     *
     * @param level of the tile, from 0
     * @param from the number of the first, at that level
     * @param count how many, 1 to {@value #TILE}
     * @return {@value TreeHash#BYTES} bytes for each
     * @throws MissingHashException when one is not there
     */
    byte[] read(int level, long from, int count);
}
