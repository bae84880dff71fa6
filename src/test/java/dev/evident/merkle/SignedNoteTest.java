package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
    /** The example of C2SP signed-note. */
    private static final String KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private static final String NOTE = "This is an example message.\n\n— example.com/foo "
            + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    /** The example of the Go module golang.org/x/mod/sumdb/note, which introduced the format. */
    private static final String GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String GO_NOTE = "If you think cryptography is the answer to your problem,\n"
            + "then you don't know what your problem is.\n\n— PeterNeumann "
            + "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    @Test
    void theExampleOfTheSpecificationIsVerified() {
        VerifierKey key = VerifierKey.parse(KEY);
        SignedNote note = SignedNote.parse(NOTE.getBytes(UTF_8));

        assertThat(key).hasToString(KEY);
        assertThat(key.id()).isEqualTo(0x530d903a);
        assertThat(note.text()).isEqualTo("This is an example message.\n");
        assertThat(note).hasToString(NOTE);
        assertThat(note.verified(List.of(key))).containsExactly(key);
    }

    @Test
    void theExampleOfTheFirstImplementationIsVerified() {
        VerifierKey key = VerifierKey.parse(GO_KEY);

        assertThat(SignedNote.parse(GO_NOTE).verified(List.of(VerifierKey.parse(KEY), key)))
                .containsExactly(key);
    }

    @Test
    void aNoteWithAnyByteChangedIsNotVerified() {
        VerifierKey key = VerifierKey.parse(KEY);
        byte[] note = NOTE.getBytes(UTF_8);
        for (int at = 0; at < note.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] touched = note.clone();
                touched[at] ^= (byte) (1 << bit);
                assertThat(isVerified(touched, key))
                        .as("byte %d bit %d", at, bit)
                        .isFalse();
            }
        }
    }

    private static boolean isVerified(byte[] note, VerifierKey key) {
        try {
            return !SignedNote.parse(note).verified(List.of(key)).isEmpty();
        } catch (MalformedException refused) {
            return false;
        }
    }

    @Test
    void aSignatureOfAKnownKeyThatIsNotValidRefusesTheNote() {
        SigningKey key = SigningKey.generate("log.example", SignatureType.ED25519);
        SignedNote other = SignedNote.sign("other\n", List.of(key), 0);
        SignedNote note = new SignedNote("text\n", other.signatures());

        assertThatThrownBy(() -> note.verified(List.of(key.verifier()))).isInstanceOf(MalformedException.class);
        assertThat(note.verified(List.of(VerifierKey.parse(KEY)))).isEmpty();
    }

    @Test
    void severalKeysMaySignAndUnknownOnesAreIgnored() {
        SigningKey old = SigningKey.generate("log.example", SignatureType.ED25519);
        SigningKey current = SigningKey.generate("log.example", SignatureType.ED25519);

        SignedNote note = SignedNote.parse(
                SignedNote.sign("text\n", List.of(current, old), 0).toString());

        assertThat(note.verified(List.of(old.verifier()))).containsExactly(old.verifier());
        assertThat(note.verified(List.of(old.verifier(), current.verifier())))
                .containsExactlyInAnyOrder(old.verifier(), current.verifier());
        assertThat(note.verified(List.of())).isEmpty();
    }

    @Test
    void aCosignatureSaysWhenAndIsNoOrdinarySignature() {
        SigningKey witness = SigningKey.generate("witness.example", SignatureType.COSIGNATURE_V1);
        VerifierKey sameAsLog = new VerifierKey(
                "witness.example", SignatureType.ED25519, witness.verifier().publicKey());

        SignedNote note = SignedNote.sign("a\n1\nb\n", List.of(witness), 1_679_315_147L);

        assertThat(note.verified(List.of(witness.verifier()))).hasSize(1);
        assertThat(note.verified(List.of(sameAsLog))).isEmpty();
        byte[] bytes = note.signatures().get(0).bytes();
        assertThat(bytes).hasSize(72);
        assertThat(java.nio.ByteBuffer.wrap(bytes).getLong()).isEqualTo(1_679_315_147L);
        bytes[7] ^= 1;
        assertThatThrownBy(() -> note.verified(List.of(witness.verifier()))).isInstanceOf(MalformedException.class);
    }

    /** Of the tests of transparency-dev/formats. */
    @Test
    void verifierKeysOfOthersAreReadAndWrittenAsTheyAre() {
        for (String text : List.of(KEY, GO_KEY, "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6")) {
            assertThat(VerifierKey.parse(text)).hasToString(text);
        }
    }

    @Test
    void aKeyIsKeptAndTakenUpAgain() {
        SigningKey key = SigningKey.generate("log.example", SignatureType.ED25519);
        SigningKey other = SigningKey.generate("log.example", SignatureType.ED25519);

        SigningKey again = SigningKey.of(VerifierKey.parse(key.verifier().toString()), key.secret());

        assertThat(SignedNote.sign("t\n", List.of(again), 0))
                .hasToString(SignedNote.sign("t\n", List.of(key), 0).toString());
        assertThat(key.toString()).doesNotContain(key.secret());
        assertThatThrownBy(() -> SigningKey.of(key.verifier(), other.secret()))
                .isInstanceOf(MalformedException.class)
                .hasMessageNotContaining(other.secret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com/foo",
                "example.com/foo+530d903a",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/fo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
                "example.com/foo+530d903a+CekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+",
                "example.com/foo+530d903a+AQ=="
            })
    void whatIsNoVerifierKeyIsRefused(String text) {
        assertThatThrownBy(() -> VerifierKey.parse(text)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n— a AAAAAAA=",
                "text\n\n— a AAAAAA==\n",
                "text\n\n- a AAAAAAA=\n",
                "text\n\n— a  AAAAAAA=\n",
                "text\n\n— a+b AAAAAAA=\n",
                "text\n\n— a AAAAAAA\n",
                "text\n\n— a AAAAAAB=\n",
                "text\n\n— a AAAAAAA= \n",
                "text\n\n—  AAAAAAA=\n",
                "te\rxt\n\n— a AAAAAAA=\n",
                "te\u0000xt\n\n— a AAAAAAA=\n",
                "te\ud800xt\n\n— a AAAAAAA=\n",
                "text\n\n— a AAAAAAA=\n\n"
            })
    void whatIsNoNoteIsRefused(String note) {
        assertThatThrownBy(() -> SignedNote.parse(note)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aNoteWithoutBoundIsRefused() {
        String line = "— a AAAAAAA=\n";
        assertThat(SignedNote.parse("t\n\n" + line.repeat(100)).signatures()).hasSize(100);
        assertThatThrownBy(() -> SignedNote.parse("t\n\n" + line.repeat(101))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SignedNote.parse("t".repeat(SignedNote.MAX_BYTES) + "\n\n" + line))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SignedNote.parse(new byte[] {'t', (byte) 0xc3, '\n'}))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aNoteMayHoldEmptyLinesTheLastOfWhichSeparates() {
        SignedNote note = SignedNote.parse("a\n\nb\n\n— a AAAAAAA=\n");
        assertThat(note.text()).isEqualTo("a\n\nb\n");
        assertThat(note.signatures()).hasSize(1);
    }
}
