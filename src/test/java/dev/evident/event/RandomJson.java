package dev.evident.event;

import java.util.Arrays;
import java.util.Random;

/**
 * JSON as an adversary writes it: strings in every form that escapes allow, names that meet, white space everywhere, every
 * kind of number, characters of every length, containers in containers. The same seed gives the same texts.
 */
final class RandomJson {
    private static final String[] NAMES = {
        "a", "b", "tenant", "dedup_key", "source", "event_type", "\u00fc\u4e2d", "", "a name of more than eight bytes"
    };
    private static final String[] NUMBERS = {"0", "-0", "17", "-1.50", "1e400", "0.1000E-7", "9007199254740993", "2e+05"
    };
    private static final String[] TEXTS = {
        "",
        "x",
        "acme",
        "\u00e9",
        "\u4e2d\u6587",
        "\ud83d\ude00",
        "\u007f",
        "a\"b\\c/d",
        "\ud800",
        "\udc00x",
        "\0",
        "\r\n\t\b\f"
    };
    private static final byte[] NOISE = "{}[]\",:'\\u0123456789+-.eE truefalsn\t\n\0\u0001\u001f!#/\u007f"
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    private final Random random;
    private final StringBuilder text = new StringBuilder();

    RandomJson(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    /** One value, with space around it. */
    byte[] value() {
        text.setLength(0);
        space();
        value(0);
        space();
        return Wtf8.json(text.toString());
    }

    /** One value without space around it and without a name that stands twice in one object. */
    String member() {
        byte[] json;
        do {
            text.setLength(0);
            value(1);
            json = Wtf8.json(text.toString());
        } while (JsonFaults.find(json, 0, json.length) != null);
        return text.toString();
    }

    /** A text that may have a meaning, or be odd. */
    String meaning() {
        return one(TEXTS);
    }

    /** A string with its quotes, each character as it is or as an escape. */
    String string(String meant) {
        StringBuilder written = new StringBuilder("\"");
        boolean plain = random.nextBoolean();
        for (int at = 0; at < meant.length(); at++) {
            char c = meant.charAt(at);
            String shorter = c < ' '
                    ? "btnvfr"
                            .substring(Math.max(0, "\b\t\n\u000b\f\r".indexOf(c)))
                            .substring(0, 1)
                    : "" + c;
            boolean hasShort = "\"\\/\b\t\n\f\r".indexOf(c) >= 0;
            boolean mustEscape = c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c);
            if (!mustEscape && (plain || random.nextInt(4) > 0)) {
                written.append(c);
            } else if (hasShort && random.nextBoolean()) {
                written.append('\\').append(shorter);
            } else {
                String hex = String.format(random.nextBoolean() ? "%04x" : "%04X", (int) c);
                written.append("\\u").append(hex);
            }
        }
        return written.append('"').toString();
    }

    /** The bytes with one to three changes of a byte or two. */
    byte[] damaged(byte[] json) {
        byte[] bytes = json.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes = joined(bytes, at, at + 1);
                case 1 -> bytes = joined(bytes, at, Math.max(0, at - random.nextInt(12)));
                case 2 -> bytes[at] = (byte) (0x80 | random.nextInt(128));
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                default -> bytes[at] = NOISE[random.nextInt(NOISE.length)];
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int to, int from) {
        byte[] joined = Arrays.copyOf(bytes, to + bytes.length - from);
        System.arraycopy(bytes, from, joined, to, bytes.length - from);
        return joined;
    }

    private void value(int level) {
        switch (random.nextInt(level > 4 ? 3 : 7)) {
            case 0 -> text.append(string(one(TEXTS).repeat(random.nextInt(5))));
            case 1 -> text.append(one(NUMBERS));
            case 2 -> text.append(one("true", "false", "null"));
            case 3, 4 -> container('[', ']', level);
            default -> container('{', '}', level);
        }
    }

    private void container(char open, char close, int level) {
        text.append(open);
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",");
            space();
            if (open == '{') {
                String name = one(NAMES) + (random.nextInt(3) == 0 ? "" : i);
                text.append(string(name));
                space();
                text.append(':');
                space();
            }
            value(level + 1);
            space();
        }
        space();
        text.append(close);
    }

    private void space() {
        if (random.nextInt(4) == 0) {
            text.append(one(" ", "\n", "\r\n", "\t", "   "));
        }
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }
}
