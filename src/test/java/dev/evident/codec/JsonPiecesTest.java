package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.codec.JsonPieces.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonPiecesTest {
    @Test
    void namesTextsAndLiteralsAreTold() {
        assertThat(pieces("{\"a\":\"x\\\"y\",\"b\":[1.5,null,{\"c\":\"\"}],\"d\":true}", Kind.NAME))
                .containsExactly("a 1", "b 1", "c 3", "d 1");
        assertThat(pieces("{\"a\":\"x\\\"y\",\"b\":[1.5,null,{\"c\":\"\"}],\"d\":true}", Kind.TEXT))
                .containsExactly("x\\\"y 1", " 3");
        assertThat(pieces("{\"a\":\"x\\\"y\",\"b\":[1.5,null,{\"c\":\"\"}],\"d\":true}", Kind.LITERAL))
                .containsExactly("1.5 2", "null 2", "true 1");
    }

    @Test
    void whateverItIsThePiecesAreAllOfIt() throws Exception {
        for (String line : Files.readAllLines(Path.of("src", "test", "resources", "github-events.ndjson"))) {
            assertAllOfIt(line.getBytes(UTF_8));
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] garbage = new byte[random.nextInt(40)];
            for (int at = 0; at < garbage.length; at++) {
                garbage[at] = (byte) "{}[]:,\"\\a1\u00e9".charAt(random.nextInt(11));
            }
            assertAllOfIt(garbage);
        }
    }

    private static void assertAllOfIt(byte[] json) {
        StringBuilder again = new StringBuilder();
        JsonPieces.visit(json, (kind, from, to, depth) -> again.append(new String(json, from, to - from, ISO_8859_1)));
        assertThat(again.toString()).isEqualTo(new String(json, ISO_8859_1));
    }

    private static List<String> pieces(String json, Kind wanted) {
        byte[] bytes = json.getBytes(UTF_8);
        List<String> found = new ArrayList<>();
        JsonPieces.visit(bytes, (kind, from, to, depth) -> {
            if (kind == wanted) {
                found.add(new String(bytes, from, to - from, UTF_8) + " " + depth);
            }
        });
        return found;
    }
}
