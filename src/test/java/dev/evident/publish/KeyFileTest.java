package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.merkle.SigningKey;
import dev.evident.merkle.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    private static final String NAME = "log.example.org/audit";

    @TempDir
    private Path data;

    private Path file;

    @BeforeEach
    void name() {
        file = data.resolve("keys").resolve("log.keys");
    }

    @Test
    void theFirstKeyIsMadeForItsOwnerAloneAndStays() throws IOException {
        SigningKey made = KeyFile.ofLog(data).open(NAME).current();

        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(data.resolve("keys"))).isEqualTo("rwx------");
        assertThat(KeyFile.ofLog(data).open(NAME).current().verifier()).isEqualTo(made.verifier());
        assertThat(KeyFile.ofLog(data).list(NAME)).containsExactly(made.verifier());
        assertThat(made.verifier().name()).isEqualTo(NAME);
    }

    @Test
    void listingMakesNoKey() {
        assertThat(KeyFile.ofLog(data).list(NAME)).isEmpty();
        assertThat(data.resolve("keys")).doesNotExist();
    }

    @Test
    void anotherNameHasAKeyOfItsOwn() {
        VerifierKey one = KeyFile.ofLog(data).open(NAME).current().verifier();
        VerifierKey other = KeyFile.ofLog(data).open("other").current().verifier();

        assertThat(other.publicKey()).isNotEqualTo(one.publicKey());
        assertThat(KeyFile.ofLog(data).open(NAME).verifiers()).containsExactly(one);
    }

    @Test
    void aRotatedKeyStaysListedAndSignsForAWhile() {
        VerifierKey first = KeyFile.ofLog(data).open(NAME).current().verifier();
        List<VerifierKey> listed = KeyFile.ofLog(data).rotate(NAME, false);
        List<VerifierKey> again = KeyFile.ofLog(data).rotate(NAME, false);

        KeyRing ring = KeyFile.ofLog(data).open(NAME);

        assertThat(listed).hasSize(2).last().isEqualTo(first);
        assertThat(again).hasSize(3).endsWith(listed.toArray(new VerifierKey[0]));
        assertThat(ring.verifiers()).isEqualTo(again);
        Instant now = Instant.now();
        assertThat(ring.signing(now)).extracting(SigningKey::verifier).containsExactlyElementsOf(again);
        assertThat(ring.signing(now.plus(Duration.ofDays(31))))
                .extracting(SigningKey::verifier)
                .containsExactly(again.get(0));
    }

    @Test
    void aDroppedKeySignsNoMoreAndItsSecretIsGone() throws IOException {
        SigningKey first = KeyFile.ofLog(data).open(NAME).current();

        KeyFile.ofLog(data).rotate(NAME, true);

        KeyRing ring = KeyFile.ofLog(data).open(NAME);
        assertThat(ring.signing(Instant.now())).hasSize(1);
        assertThat(ring.verifiers()).hasSize(2).contains(first.verifier());
        assertThat(Files.readString(file)).doesNotContain(first.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-rw--w-", "rw-rw---x", "rwx------", "rw-r-x---"})
    void aFileThatOthersMayUseIsRefused(String mode) throws IOException {
        KeyFile.ofLog(data).open(NAME);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> KeyFile.ofLog(data).open(NAME))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
        KeyFile.ofLog(data).open(NAME);
        Files.setPosixFilePermissions(data.resolve("keys"), PosixFilePermissions.fromString("rwxr-x--x"));

        assertThatThrownBy(() -> KeyFile.ofLog(data).open(NAME))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("chmod 700 " + data.resolve("keys"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw-rw----"})
    void aGroupMayUseItWhenThisProcessIsInItAndNoOther(String mode) throws IOException {
        KeyFile.ofLog(data).open(NAME);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        OwnerFile opened = new OwnerFile(file);
        int group = (Integer) Files.getAttribute(file, "unix:gid");

        assertThat(opened.requireOwnerOnly(Set.of(group)).orElseThrow())
                .contains(file.toString(), "group " + group, "fsGroupChangePolicy: OnRootMismatch");
        assertThatThrownBy(() -> opened.requireOwnerOnly(Set.of(group + 1)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("chmod 600 " + file)
                .hasMessageContaining("fsGroupChangePolicy: OnRootMismatch");
        assertThatThrownBy(() -> opened.requireOwnerOnly(Set.of())).isInstanceOf(StartException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx--x---", "rwxrwx---"})
    void aGroupMayEnterTheDirectoryWhenThisProcessIsInItAndNoOther(String mode) throws IOException {
        KeyFile.ofLog(data).open(NAME);
        Files.setPosixFilePermissions(data.resolve("keys"), PosixFilePermissions.fromString(mode));
        OwnerFile opened = new OwnerFile(file);
        int group = (Integer) Files.getAttribute(data.resolve("keys"), "unix:gid");

        assertThat(opened.requireOwnerOnly(Set.of(group))).isPresent();
        assertThatThrownBy(() -> opened.requireOwnerOnly(Set.of(group + 1)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("chmod 700 " + data.resolve("keys"));
    }

    @Test
    void theGroupsOfAProcessAreTheEffectiveOneAndTheSupplementaryOnes() {
        assertThat(ProcessGroups.of(List.of(
                        "Name:\tjava",
                        "Uid:\t1000\t1000\t1000\t1000",
                        "Gid:\t1000\t2000\t1000\t1000",
                        "Groups:\t24 4294967294 3000 ",
                        "NStgid:\t7")))
                .containsExactlyInAnyOrder(2000, 24, -2, 3000);
        assertThat(ProcessGroups.of(List.of("Gid:\t0\t0\t0\t0", "Groups:\t"))).containsExactly(0);
    }

    @Test
    void aFileThatIsNoneIsRefusedWithoutShowingIt() throws IOException {
        KeyFile.ofLog(data).open(NAME);
        String good = Files.readString(file);
        SigningKey other = KeyFile.ofLog(data.resolve("other")).open(NAME).current();
        String secret = good.substring(good.lastIndexOf(' ') + 1).strip();
        for (String bad : List.of(
                "",
                "something else\n",
                good.replace("evident.keys/v1", "evident.keys/v2"),
                good.replace("current ", "present "),
                good.replace(secret, other.secret()),
                good.replace(secret, "-"),
                good.replace(secret, secret.substring(1)),
                good.replace("Z " + NAME, " " + NAME))) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> KeyFile.ofLog(data).open(NAME))
                    .as(bad)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageNotContaining(secret)
                    .hasMessageNotContaining(other.secret());
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
