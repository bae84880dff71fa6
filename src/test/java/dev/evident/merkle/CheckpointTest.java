package dev.evident.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    /** The example of C2SP tlog-checkpoint. */
    private static final String TEXT =
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    @Test
    void theExampleOfTheSpecificationIsReadAndWritten() {
        Checkpoint checkpoint = Checkpoint.parse(TEXT);

        assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
        assertThat(checkpoint.head().size()).isEqualTo(20_852_163);
        assertThat(checkpoint.text()).isEqualTo(TEXT);
    }

    @Test
    void theEmptyTreeHasItsCheckpoint() {
        assertThat(new Checkpoint("localhost/evident", TreeHead.empty()).text())
                .isEqualTo("localhost/evident\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    }

    @Test
    void furtherLinesOfOthersAreAllowed() {
        assertThat(Checkpoint.parse(TEXT + "anything\n").head().size()).isEqualTo(20_852_163);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "o\n1\n",
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
            })
    void whatIsNoCheckpointIsRefused(String text) {
        assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2003b", "\t"})
    void whatIsNoOriginIsRefused(String origin) {
        assertThat(Checkpoint.isOrigin(origin)).isFalse();
    }

    @Test
    void anOriginHasItsBound() {
        assertThat(Checkpoint.isOrigin("localhost/evident")).isTrue();
        assertThat(Checkpoint.isOrigin("o".repeat(255))).isTrue();
        assertThat(Checkpoint.isOrigin("o".repeat(256))).isFalse();
        assertThat(Checkpoint.isOrigin("é".repeat(128))).isFalse();
    }

    @Test
    void aProofIsReadAsItWasWritten() {
        TestTree tree = TestTree.of(64);
        List<byte[]> path = Proofs.hashes(Proofs.inclusion(5, 11), tree);
        String note = TEXT + "\n— a AAAAAAA=\n";

        String bare = new TlogProof(Optional.empty(), 5, path, note).text();
        String extra = new TlogProof(Optional.of(new byte[] {1, 2}), 5, path, note).text();

        assertThat(bare).startsWith("c2sp.org/tlog-proof@v1\nindex 5\n").endsWith("\n\n" + note);
        assertThat(extra).startsWith("c2sp.org/tlog-proof@v1\nextra AQI=\nindex 5\n");
        for (String text : List.of(bare, extra)) {
            TlogProof read = TlogProof.parse(text);
            assertThat(read.text()).isEqualTo(text);
            assertThat(read.path()).containsExactlyElementsOf(path);
            assertThat(read.checkpoint()).isEqualTo(note);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c2sp.org/tlog-proof@v1\nindex 5\n",
                "c2sp.org/tlog-proof@v2\nindex 5\n\nx\n",
                "c2sp.org/tlog-proof@v1\n\nx\n",
                "c2sp.org/tlog-proof@v1\nindex 05\n\nx\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nextra AQI=\n\nx\n",
                "c2sp.org/tlog-proof@v1\nextra AQI\nindex 5\n\nx\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nAQI=\n\nx\n"
            })
    void whatIsNoProofIsRefused(String text) {
        assertThatThrownBy(() -> TlogProof.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aProofLongerThanAnyTreeNeedsIsRefused() {
        String line = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
        String head = "c2sp.org/tlog-proof@v1\nindex 5\n";
        assertThat(TlogProof.parse(head + line.repeat(63) + "\nx\n").path()).hasSize(63);
        assertThatThrownBy(() -> TlogProof.parse(head + line.repeat(64) + "\nx\n"))
                .isInstanceOf(MalformedException.class);
    }
}
