package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walk over leaves shows what Jackson shows, whatever was walked over before. */
class LeavesTest {
    private final Leaves leaves = new Leaves();

    @Test
    void showsEveryLeafWithItsPath() throws IOException {
        RandomJson json = new RandomJson(20_261_203);
        int count = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] body = Wtf8.json("{\"a.b\\\\c\":" + json.member() + ",\"z\":[" + json.member() + ",[1],2]}");
            List<String> shown = shown(body);
            assertThat(shown).as(new String(body, StandardCharsets.UTF_8)).isEqualTo(byJackson(body));
            count += shown.size();
        }
        assertThat(count).isGreaterThan(25_000);
    }

    @Test
    void showsWhatStandsBeforeAFault() throws IOException {
        byte[] body = "{\"a\":{\"b\":[1,\"x\"]},\"c\":tru}".getBytes(StandardCharsets.UTF_8);
        List<String> shown = new ArrayList<>();

        assertThatThrownBy(() -> walk(body, shown)).isInstanceOf(IOException.class);
        assertThat(shown).containsExactly("a.b NUMBER 1", "a.b STRING x");
        assertThat(shown("{\"d\":null}".getBytes(StandardCharsets.UTF_8))).containsExactly("d NULL null");
    }

    private List<String> shown(byte[] body) throws IOException {
        List<String> shown = new ArrayList<>();
        walk(body, shown);
        return shown;
    }

    private void walk(byte[] body, List<String> shown) throws IOException {
        leaves.walk(
                body,
                (path, pathLength, kind, text, offset, length) -> shown.add(Wtf8.text(Arrays.copyOf(path, pathLength))
                        + " " + kind + " " + new String(text, offset, length)));
    }

    private static List<String> byJackson(byte[] body) throws IOException {
        List<String> leaves = new ArrayList<>();
        Deque<String> keys = new ArrayDeque<>();
        Deque<Boolean> named = new ArrayDeque<>(List.of(false));
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean ends = token.isStructEnd() || token.isScalarValue();
                if (token == JsonToken.FIELD_NAME) {
                    keys.addLast(parser.currentName());
                    continue;
                }
                if (token.isStructStart()) {
                    named.addLast(token == JsonToken.START_OBJECT);
                } else if (token.isStructEnd()) {
                    named.removeLast();
                } else {
                    String kind = token.name().replaceAll("VALUE_|_INT|_FLOAT", "");
                    leaves.add(Fields.path(List.copyOf(keys)) + " " + kind + " " + parser.getText());
                }
                if (ends && named.getLast()) {
                    keys.removeLast();
                }
            }
        }
        return leaves;
    }
}
