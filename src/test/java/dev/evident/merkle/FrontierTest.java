package dev.evident.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontierTest {
    /** The eight leaves, and the roots over the first 1 to 8 of them, that implementations of RFC 6962 test with. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void theEmptyTreeHasTheHashOfNothing() {
        assertThat(new Frontier().head()).isEqualTo(TreeHead.empty());
        assertThat(Base64.getEncoder().encodeToString(TreeHead.empty().root()))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void theRootsOfTheReferenceTreeComeOut() {
        Frontier frontier = new Frontier();
        TreeHash hash = new TreeHash();
        List<String> roots = new ArrayList<>();
        for (String leaf : LEAVES) {
            frontier.add(hash.leaf(HexFormat.of().parseHex(leaf)), node -> {});
            roots.add(HexFormat.of().formatHex(frontier.head().root()));
        }
        assertThat(roots).isEqualTo(ROOTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 69_999, 70_000})
    void anEdgeReadFromStoredHashesGoesOnAsTheOneThatWasCut(long size) {
        TestTree tree = TestTree.of(70_000);

        Frontier read = Frontier.of(size, tree);

        assertThat(read.size()).isEqualTo(size);
        assertThat(read.head().root()).isEqualTo(tree.root(0, size));
        List<TreeNode> completed = new ArrayList<>();
        for (long seq = size; seq < 70_000; seq++) {
            read.add(tree.leaf(seq), completed::add);
        }
        assertThat(read.head()).isEqualTo(tree.head());
        assertThat(completed).hasSize((int) (273 - size / 256 + 1 - size / 65_536));
    }

    @Test
    void seventyThousandLeavesFillTheTilesOfTheSpecification() {
        TestTree tree = TestTree.of(70_000);

        assertThat(tree.count(0)).isEqualTo(273 * 256 + 112);
        assertThat(tree.count(1)).isEqualTo(256 + 17);
        assertThat(tree.count(2)).isEqualTo(1);
        assertThat(tree.count(3)).isZero();
    }

    @Test
    void aCopyGoesOnByItself() {
        Frontier frontier = new Frontier();
        TestTree tree = TestTree.of(10);
        for (long seq = 0; seq < 7; seq++) {
            frontier.add(tree.leaf(seq), node -> {});
        }
        TreeHead before = frontier.head();

        Frontier copy = frontier.copy();
        copy.add(tree.leaf(7), node -> {});

        assertThat(frontier.head()).isEqualTo(before);
        assertThat(copy.head().root()).isEqualTo(tree.root(0, 8));
    }

    @Test
    void aTreeCannotBeCutBeyondItsEnd() {
        TestTree tree = TestTree.of(300);
        assertThatThrownBy(() -> Frontier.of(301, tree)).isInstanceOf(MissingHashException.class);
    }
}
