package dev.evident.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {
    private static final String[] LOST = {"export", "m\uFFFD\uFFFDller", "", "\uFFFD"};

    @TempDir
    private Path directory;

    @Test
    void whatTheLocaleLostIsReadFromTheSystem() throws Exception {
        assertThat(Arguments.read(LOST, typed("java\0-jar\0x.jar\0export\0müller\0\0é\0", UTF_8)))
                .containsExactly("export", "müller", "", "é");
        assertThat(Arguments.read(LOST, typed("java\0export\0müller\0\0\uFFFD\0", UTF_8)))
                .as("the character itself can be typed")
                .containsExactly("export", "müller", "", "\uFFFD");
    }

    @Test
    void nothingIsReadWhereNothingWasLost() throws Exception {
        String[] arguments = {"export", "müller"};
        assertThat(Arguments.read(arguments, directory.resolve("missing"))).isSameAs(arguments);
    }

    @Test
    void whatCannotBeReadIsRefused() throws Exception {
        refused(directory.resolve("missing"), 2);
        refused(typed("java\0-jar\0x.jar\0export\0müller\0\0é\0", ISO_8859_1), 2);
        refused(typed("export\0müller\0\0é\0", UTF_8), 2);
        refused(typed("java\0other\0müller\0\0é\0", UTF_8), 2);
    }

    private void refused(Path typed, int argument) {
        assertThatThrownBy(() -> Arguments.read(LOST, typed))
                .isInstanceOf(Arguments.UnreadableException.class)
                .hasMessageStartingWith("argument " + argument + " has characters that cannot be read");
    }

    private Path typed(String words, Charset encoding) throws Exception {
        return Files.write(directory.resolve("cmdline"), words.getBytes(encoding));
    }
}
