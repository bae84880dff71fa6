package dev.evident.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.merkle.SignatureType;
import dev.evident.merkle.VerifierKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {
    private static void never(Optional<Path> file) {
        throw new AssertionError("nothing was to be served");
    }

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void configure() throws IOException {
        file = Files.writeString(
                directory.resolve("evident.yaml"),
                "log: {origin: log.example.org/audit}\ndata: {dir: " + directory.resolve("data") + "}\n");
    }

    /** What a command printed. */
    private record Printed(int status, String out, String err) {
        List<VerifierKey> keys() {
            return out.lines().map(VerifierKey::parse).toList();
        }
    }

    private static final Offline OFFLINE = new Offline(
            database -> {
                throw new AssertionError("no record is looked at");
            },
            (data, database, event) -> {
                throw new AssertionError("nothing is written");
            },
            (database, copy, progress) -> {
                throw new AssertionError("nothing is copied");
            });

    private Printed run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, UTF_8));
            System.setErr(new PrintStream(complained, true, UTF_8));
            String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
            all[arguments.length] = "--config";
            all[arguments.length + 1] = file.toString();
            return new Printed(
                    EvidentCommand.run(all, KeyCommandTest::never, KeyCommandTest::never, OFFLINE),
                    printed.toString(UTF_8),
                    complained.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void withoutAKeyItSaysWhereKeysComeFrom() {
        Printed none = run("key");

        assertThat(none.status()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).startsWith("evident: there is no key yet");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void itRotatesAndListsTheCurrentKeyFirst() {
        List<VerifierKey> first = run("key", "rotate").keys();
        List<VerifierKey> second = run("key", "rotate", "--drop").keys();

        assertThat(first).hasSize(1);
        assertThat(first.get(0).name()).isEqualTo("log.example.org/audit");
        assertThat(second).hasSize(2).last().isEqualTo(first.get(0));
        assertThat(run("key").keys()).isEqualTo(second);
    }

    @Test
    void theCosigningKeyIsAnother() {
        run("key", "rotate");

        List<VerifierKey> cosigning = run("key", "rotate", "--witness").keys();

        assertThat(cosigning).hasSize(1);
        assertThat(cosigning.get(0).name()).isEqualTo("log.example.org/audit/witness");
        assertThat(cosigning.get(0).type()).isEqualTo(SignatureType.COSIGNATURE_V1);
        assertThat(run("key", "--witness").keys()).isEqualTo(cosigning);
        assertThat(run("key").keys()).doesNotContainAnyElementsOf(cosigning);
    }
}
