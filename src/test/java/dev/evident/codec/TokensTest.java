package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void namesAndTypesAreStructureAndValuesAreWords() {
        String json = "{\"event_type\":\"order.paid\",\"user_id\":\"al\\\"ice\",\"d\":{\"a\":[1.5,null,\"x y\"],"
                + "\"event_type\":\"z\",\"user_id\":\"bob\"}}";

        assertThat(tokens(json, true))
                .containsExactly(
                        "{",
                        "\"event_type\":",
                        "\"order.paid\"",
                        ",",
                        "\"user_id\":",
                        "\"",
                        "\"",
                        ",",
                        "\"d\":",
                        "{",
                        "\"a\":",
                        "[",
                        ",",
                        ",",
                        "\"",
                        "\"",
                        "]",
                        ",",
                        "\"event_type\":",
                        "\"",
                        "\"",
                        ",",
                        "\"user_id\":",
                        "\"",
                        "\"",
                        "}",
                        "}");
        assertThat(tokens(json, false))
                .containsExactly("al", "\\", "\"", "ice", "1", ".", "5", "null", "x", " ", "y", "z", "bob");
        assertThat(Tokens.visit(json.getBytes(UTF_8), (text, structure) -> {})).isEqualTo("\"al\\\"ice\"");
    }

    @Test
    void whateverItIsTheTokensAreAllOfIt() throws Exception {
        for (String line : Files.readAllLines(Path.of("src", "test", "resources", "github-events.ndjson"))) {
            assertAllOfIt(line.getBytes(UTF_8));
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] garbage = new byte[random.nextInt(40)];
            for (int at = 0; at < garbage.length; at++) {
                garbage[at] = (byte) "{}[]:,\"\\a1-\u00e9".charAt(random.nextInt(12));
            }
            assertAllOfIt(garbage);
        }
    }

    private static void assertAllOfIt(byte[] json) {
        StringBuilder again = new StringBuilder();
        Tokens.visit(json, (text, structure) -> again.append(text));
        assertThat(again.toString()).isEqualTo(new String(json, ISO_8859_1));
    }

    private static List<String> tokens(String json, boolean wanted) {
        List<String> found = new ArrayList<>();
        Tokens.visit(json.getBytes(UTF_8), (text, structure) -> {
            if (structure == wanted) {
                found.add(text);
            }
        });
        return found;
    }
}
