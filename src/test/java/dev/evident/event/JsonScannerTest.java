package dev.evident.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The scanner accepts exactly what Jackson and the JDK's decoder of UTF-8 accept together, and minifies it rightly. */
class JsonScannerTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(EventParser.MAX_DEPTH + 8)
                    .maxNumberLength(EventParser.MAX_NUMBER)
                    .maxNameLength(EventParser.MAX_NAME)
                    .build())
            .build();

    @Test
    void acceptsWhatJacksonAccepts() {
        RandomJson corpus = new RandomJson(20_261_201);
        int accepted = 0;
        int count = 50_000;
        for (int i = 0; i < count; i++) {
            byte[] json = i % 4 == 0 ? corpus.value() : corpus.damaged(corpus.value());
            accepted += requireSame(json) ? 1 : 0;
        }
        assertThat(accepted).isBetween(count / 4, count * 3 / 4);
    }

    /** Each byte at each place of a string, since eight of them are read at once. */
    @Test
    void seesEveryByteAtEveryPlaceOfAString() {
        int[] special = {0, 0x1F, ' ', '!', '"', '#', '[', '\\', ']', 0x7F, 0x80, 0xFF};
        for (int length = 1; length < 26; length++) {
            for (int at = 0; at < length; at++) {
                for (int b : length == 11 ? IntStream.range(0, 256).toArray() : special) {
                    byte[] json = ("  [\"" + "a".repeat(length) + "\"]").getBytes(UTF_8);
                    json[4 + at] = (byte) b;
                    requireSame(json);
                    requireSame(Arrays.copyOf(json, json.length - 1));
                }
            }
        }
    }

    @Test
    void knowsUtf8() {
        int[] interesting = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4};
        for (int first = 0x80; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                requireSame(string(first, second));
            }
            for (int second : interesting) {
                for (int third : interesting) {
                    requireSame(string(first, second, third));
                    requireSame(string(first, second, third, 0xBF));
                    requireSame(string(first, second, 0x80, third));
                }
            }
        }
    }

    @Test
    void countsDigitsOfNumbersAsJacksonDoes() {
        for (String form : new String[] {"%s", "-%s", "1.%s", "-0.%s", "1e%s", "1.5E-%s", "[%s]", "[1e+%s ]"}) {
            for (int digits = EventParser.MAX_NUMBER - 3; digits < EventParser.MAX_NUMBER + 3; digits++) {
                requireSame(String.format(form, "7".repeat(digits)).getBytes(UTF_8));
            }
        }
    }

    @Test
    void limitsNamesAndLevelsAsJacksonDoes() {
        for (String letter : new String[] {"x", "\u00e9", "\\u00e9", "\\n"}) {
            for (int size = EventParser.MAX_NAME / 2 - 1; size <= EventParser.MAX_NAME / 2 + 1; size++) {
                String name = letter.repeat(letter.endsWith("9") || letter.equals("\u00e9") ? size : 2 * size);
                requireSame(("{\"" + name + "\":1}").getBytes(UTF_8));
            }
        }
        for (int levels = 60; levels < 80; levels++) {
            requireSame(("[".repeat(levels) + "]".repeat(levels)).getBytes(UTF_8));
            requireSame(("{\"a\":".repeat(levels) + "1" + "}".repeat(levels)).getBytes(UTF_8));
        }
    }

    /** Of few names and of so many that they are sorted, each stands twice once. */
    @Test
    void findsNamesThatStandTwiceAmongMany() {
        RandomJson corpus = new RandomJson(8);
        for (int count : new int[] {1, 2, 7, 38, 39, 40, 41, 150}) {
            for (int twice = 0; twice <= count; twice++) {
                StringBuilder json = new StringBuilder("[{");
                for (int i = 0; i < count; i++) {
                    json.append(corpus.string("n\u00e4me/" + i)).append(":{\"n\u00e4me/0\":0},");
                }
                json.append(corpus.string("n\u00e4me/" + twice)).append(":1}]");
                assertThat(requireSame(json.toString().getBytes(UTF_8))).isEqualTo(twice == count);
            }
        }
    }

    /** The hashes are no secret, so two names with the same one are easily made; they are still two names. */
    @Test
    void tellsNamesWithEqualHashesApart() {
        Random random = new Random(9);
        byte[] one = ascii(random, 16);
        byte[] other;
        do {
            other = ascii(random, 16);
            long first = (16 ^ word(one, 0)) * 0x9E3779B97F4A7C15L;
            long second = (16 ^ word(other, 0)) * 0x9E3779B97F4A7C15L;
            ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putLong(8, first ^ second ^ word(one, 8));
        } while (!new String(other, ISO_8859_1).matches("[ !#-\\[\\]-~]{16}"));
        NameHashes hashes = new NameHashes();
        hashes.add(one, 0, 16);
        hashes.add(other, 0, 16);

        assertThat(hashes.close(0)).isTrue();
        String json = "{\"" + new String(one, ISO_8859_1) + "\":1,\"" + new String(other, ISO_8859_1) + "\":2";
        assertThat(requireSame((json + "}").getBytes(UTF_8))).isTrue();
        assertThat(requireSame((json + ",\"" + new String(one, ISO_8859_1) + "\":2}").getBytes(UTF_8)))
                .isFalse();
    }

    private static final class Nobody implements JsonScanner.Visitor {
        @Override
        public void name(int level, int from, int to, boolean escaped) {
            throw new AssertionError("nothing is to be shown");
        }

        @Override
        public void value(int level, int from, int to) {
            throw new AssertionError("nothing is to be shown");
        }
    }

    /** Whether both accept it. */
    private static boolean requireSame(byte[] json) {
        JsonScanner scanner = new JsonScanner(json, 0, true);
        boolean accepted = false;
        try {
            scanner.space();
            scanner.value(new Nobody());
            byte first = json[scanner.start()];
            byte[] minified = first == '{' ? scanner.minified(new byte[0]) : null;
            scanner.space();
            scanner.expectEnd();
            accepted = true;
            if (minified != null) {
                assertThat(minified).isEqualTo(minified(json));
            }
        } catch (JsonScanner.Malformed malformed) {
            if (JsonFaults.find(json, 0, json.length) == null) {
                throw new AssertionError("no words for " + text(json));
            }
        }
        if (accepted != jacksonAccepts(json)) {
            throw new AssertionError((accepted ? "accepted " : "refused ") + text(json));
        }
        return accepted;
    }

    private static boolean jacksonAccepts(byte[] json) {
        try (JsonParser parser = JACKSON.createParser(json)) {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            boolean empty = true;
            int level = 0;
            while (parser.nextToken() != null) {
                if (level == 0 && !empty) {
                    return false;
                }
                empty = false;
                parser.finishToken();
                level += parser.currentToken().isStructStart()
                        ? 1
                        : parser.currentToken().isStructEnd() ? -1 : 0;
            }
            return !empty;
        } catch (CharacterCodingException notUtf8) {
            return false;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** Without the space between tokens, one character after the other. */
    private static byte[] minified(byte[] json) {
        StringBuilder out = new StringBuilder();
        boolean inString = false;
        boolean escaped = false;
        for (char c : new String(json, ISO_8859_1).toCharArray()) {
            if (inString || " \t\r\n".indexOf(c) < 0) {
                out.append(c);
            }
            inString ^= c == '"' && !escaped;
            escaped = inString && c == '\\' && !escaped;
        }
        return out.toString().getBytes(ISO_8859_1);
    }

    private static byte[] string(int... bytes) {
        byte[] json = new byte[bytes.length + 2];
        json[0] = '"';
        json[json.length - 1] = '"';
        for (int i = 0; i < bytes.length; i++) {
            json[i + 1] = (byte) bytes[i];
        }
        return json;
    }

    private static byte[] ascii(Random random, int length) {
        byte[] name = new byte[length];
        for (int i = 0; i < length; i++) {
            name[i] = (byte) ('A' + random.nextInt(26));
        }
        return name;
    }

    private static long word(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    private static String text(byte[] json) {
        return new String(json, 0, Math.min(json.length, 300), ISO_8859_1);
    }
}
