package dev.evident.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofsTest {
    private static final int SMALL = 64;
    private static final int LARGE = 70_000;

    private final TestTree small = TestTree.of(SMALL);

    /** PATH(m, D[n]) by its definition in RFC 9162 §2.1.3.1. */
    private static List<byte[]> path(TestTree tree, long index, long from, long to) {
        List<byte[]> path = new ArrayList<>();
        if (to - from > 1) {
            long middle = from + Long.highestOneBit(to - from - 1);
            boolean left = index < middle;
            path.addAll(left ? path(tree, index, from, middle) : path(tree, index, middle, to));
            path.add(left ? tree.root(middle, to) : tree.root(from, middle));
        }
        return path;
    }

    /** SUBPROOF(m, D[n], b) by its definition in RFC 9162 §2.1.4.1. */
    private static List<byte[]> subproof(TestTree tree, long old, long from, long to, boolean whole) {
        List<byte[]> proof = new ArrayList<>();
        if (old == to - from) {
            if (!whole) {
                proof.add(tree.root(from, to));
            }
            return proof;
        }
        long k = Long.highestOneBit(to - from - 1);
        if (old <= k) {
            proof.addAll(subproof(tree, old, from, from + k, whole));
            proof.add(tree.root(from + k, to));
        } else {
            proof.addAll(subproof(tree, old - k, from + k, to, false));
            proof.add(tree.root(from, from + k));
        }
        return proof;
    }

    private static TreeHead head(TestTree tree, long size) {
        return new TreeHead(size, tree.root(0, size));
    }

    @Test
    void everyInclusionProofOfEverySmallTreeIsTheDefinedOneAndHolds() {
        for (long size = 1; size <= SMALL; size++) {
            for (long index = 0; index < size; index++) {
                List<byte[]> proof = Proofs.hashes(Proofs.inclusion(index, size), small);

                assertThat(proof).as("%d of %d", index, size).containsExactlyElementsOf(path(small, index, 0, size));
                assertThat(Proofs.includes(head(small, size), index, small.leaf(index), proof))
                        .isTrue();
            }
        }
    }

    @Test
    void everyConsistencyProofOfEverySmallTreeIsTheDefinedOneAndHolds() {
        for (long size = 0; size <= SMALL; size++) {
            for (long old = 0; old <= size; old++) {
                List<byte[]> proof = Proofs.hashes(Proofs.consistency(old, size), small);

                List<byte[]> defined = old == 0 ? List.of() : subproof(small, old, 0, size, true);
                assertThat(proof).as("%d to %d", old, size).containsExactlyElementsOf(defined);
                assertThat(Proofs.consistent(head(small, old), head(small, size), proof))
                        .as("%d to %d", old, size)
                        .isTrue();
            }
        }
    }

    @Test
    void anInclusionProofThatWasTouchedIsRejected() {
        for (long size = 1; size <= SMALL; size++) {
            for (long index = 0; index < size; index++) {
                TreeHead head = head(small, size);
                byte[] leaf = small.leaf(index);
                List<byte[]> proof = Proofs.hashes(Proofs.inclusion(index, size), small);
                long at = index;

                for (List<byte[]> touched : touched(proof)) {
                    assertThat(Proofs.includes(head, at, leaf, touched)).isFalse();
                }
                for (long other = -1; other <= size; other++) {
                    if (other != index) {
                        assertThat(Proofs.includes(head, other, leaf, proof)).isFalse();
                    }
                }
                assertThat(Proofs.includes(head, at, flipped(leaf, 7), proof)).isFalse();
                assertThat(Proofs.includes(new TreeHead(size, flipped(head.root(), 0)), at, leaf, proof))
                        .isFalse();
            }
        }
    }

    @Test
    void aConsistencyProofThatWasTouchedIsRejected() {
        for (long size = 0; size <= SMALL; size++) {
            for (long old = 0; old <= size; old++) {
                TreeHead older = head(small, old);
                TreeHead newer = head(small, size);
                List<byte[]> proof = Proofs.hashes(Proofs.consistency(old, size), small);

                for (List<byte[]> touched : touched(proof)) {
                    assertThat(Proofs.consistent(older, newer, touched)).isFalse();
                }
                TreeHead otherOlder = new TreeHead(old, flipped(older.root(), 3));
                assertThat(Proofs.consistent(otherOlder, newer, proof)).isFalse();
                if (old > 0) { // every tree begins with the empty one
                    TreeHead otherNewer = new TreeHead(size, flipped(newer.root(), 3));
                    assertThat(Proofs.consistent(older, otherNewer, proof)).isFalse();
                }
                if (old < size) {
                    assertThat(Proofs.consistent(newer, older, proof)).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 69_887, 69_888, 69_998, 69_999})
    void inALargeTreeTheHashesOfAFewTilesAreEnough(long index) {
        TestTree tree = TestTree.of(LARGE);
        List<LeafRange> proof = Proofs.inclusion(index, LARGE);
        List<TileRun> runs = TileRun.covering(Proofs.subtrees(proof));

        List<byte[]> hashes = Proofs.hashes(proof, fetched(tree, runs));

        assertThat(runs).hasSizeLessThanOrEqualTo(5).allMatch(run -> run.count() <= HashSource.TILE);
        assertThat(hashes).containsExactlyElementsOf(path(tree, index, 0, LARGE));
        assertThat(Proofs.includes(tree.head(), index, tree.leaf(index), hashes))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 69_887, 69_888, 69_999, 70_000})
    void aLargeTreeBeginsWithEachOfItsOlderOnes(long old) {
        TestTree tree = TestTree.of(LARGE);
        List<LeafRange> proof = Proofs.consistency(old, LARGE);

        List<byte[]> hashes = Proofs.hashes(proof, fetched(tree, TileRun.covering(Proofs.subtrees(proof))));

        assertThat(hashes).containsExactlyElementsOf(subproof(tree, old, 0, LARGE, true));
        assertThat(Proofs.consistent(head(tree, old), tree.head(), hashes)).isTrue();
    }

    /** These runs of a tree and nothing else of it. */
    private static HashSource fetched(TestTree tree, List<TileRun> runs) {
        return new FetchedHashes(
                runs,
                runs.stream()
                        .map(run -> tree.read(run.level(), run.from(), run.count()))
                        .toList());
    }

    @Test
    void whatWasNotFetchedIsMissing() {
        List<LeafRange> proof = Proofs.inclusion(3, 10);
        TileRun run = new TileRun(0, 0, 4);
        HashSource half = new FetchedHashes(List.of(run), List.of(small.read(0, 0, 4)));

        assertThatThrownBy(() -> Proofs.hashes(proof, half)).isInstanceOf(MissingHashException.class);
        assertThatThrownBy(() -> new FetchedHashes(List.of(run), List.of(new byte[31])))
                .isInstanceOf(MissingHashException.class);
    }

    @Test
    void thereIsNoProofOfWhatIsNotThere() {
        assertThatThrownBy(() -> Proofs.inclusion(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proofs.inclusion(-1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proofs.consistency(6, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The proof with each byte changed, each hash dropped, doubled, and one added at each place. */
    private static List<List<byte[]>> touched(List<byte[]> proof) {
        List<List<byte[]>> all = new ArrayList<>();
        for (int line = 0; line < proof.size(); line++) {
            for (int at = 0; at < TreeHash.BYTES; at++) {
                List<byte[]> changed = new ArrayList<>(proof);
                changed.set(line, flipped(proof.get(line), at));
                all.add(changed);
            }
            List<byte[]> dropped = new ArrayList<>(proof);
            dropped.remove(line);
            all.add(dropped);
            List<byte[]> doubled = new ArrayList<>(proof);
            doubled.add(line, proof.get(line));
            all.add(doubled);
            List<byte[]> shortened = new ArrayList<>(proof);
            shortened.set(line, java.util.Arrays.copyOf(proof.get(line), TreeHash.BYTES - 1));
            all.add(shortened);
        }
        for (int place = 0; place <= proof.size(); place++) {
            List<byte[]> added = new ArrayList<>(proof);
            added.add(place, TreeHash.empty());
            all.add(added);
        }
        return all;
    }

    private static byte[] flipped(byte[] hash, int at) {
        byte[] other = hash.clone();
        other[at] ^= 1;
        return other;
    }
}
