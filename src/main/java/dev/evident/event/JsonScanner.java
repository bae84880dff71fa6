package dev.evident.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The one pass over JSON text: accepts what RFC 8259 and, for its UTF-8, RFC 3629 allow and nothing else, refuses names that
 * stand twice in one object and the {@link EventParser}'s limits of a token, notes white space between tokens for the {@link
 * Minifier}, and shows the members of the outermost object. Why it refuses is for {@link JsonFaults} to find out.
 *
 * <p>Inside strings it looks at eight bytes at a time. Reads one value after the other; for one thread.
 */
final class JsonScanner {
    /** Levels that are read, so that an event with somewhat too many does not spoil its batch. */
    private static final int MAX_DEPTH_READ = EventParser.MAX_DEPTH + 8;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Thrown at the first byte that cannot stand where it stands, without a message or a stack trace. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final Malformed HERE = new Malformed();

        private Malformed() {
            super(null, null, false, false);
        }
    }

    /** Sees each member of the outermost object after it was read. */
    @FunctionalInterface
    interface Members {

        /**
         * One member.
         *
         * @param from where its value begins
         * @param to where its value ends
         */
        void member(String name, int from, int to);
    }

    private final byte[] json;
    private final Minifier minifier = new Minifier();
    private final NameHashes names = new NameHashes();
    private int at;
    private int end;
    private int start;
    private int fields;
    private int depth;
    private boolean mayRepeatNames;
    private Members members = (name, from, to) -> {};

    /** Reads what stands in some bytes. */
    JsonScanner(byte[] json) {
        this.json = json;
        this.end = json.length;
    }

    /** Goes to a part of the bytes. */
    void moveTo(int from, int to) {
        at = from;
        end = to;
    }

    /** Reads one value, whose first byte must stand here, to behind its last one, and shows its members if it is an object. */
    void value(Members shownTo) {
        members = shownTo;
        start = at;
        fields = 0;
        depth = 0;
        mayRepeatNames = false;
        minifier.clear();
        names.clear();
        value(1);
        if (mayRepeatNames && JsonFaults.find(json, start, at) != null) {
            throw Malformed.HERE;
        }
    }

    /** Passes over white space. */
    void space() {
        int from = at;
        while (at < end && isSpace(json[at])) {
            at++;
        }
        if (at > from) {
            minifier.leaveOut(from, at);
        }
    }

    /** Passes over a character if it stands here. */
    boolean skip(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char expected) {
        if (!skip(expected)) {
            throw Malformed.HERE;
        }
    }

    void expectEnd() {
        if (at < end) {
            throw Malformed.HERE;
        }
    }

    /** The next byte; at the end 0, which can stand nowhere. */
    byte peek() {
        return at < end ? json[at] : 0;
    }

    int at() {
        return at;
    }

    /** Where the last value began. */
    int start() {
        return start;
    }

    /** How many fields the last value has, at all levels together. */
    int fields() {
        return fields;
    }

    /** How many levels the last value has. */
    int depth() {
        return depth;
    }

    /** How many bytes the last value has when it is minified. */
    int size() {
        return at - start - minifier.leftOut();
    }

    /** The minified bytes of the last value, an object, with further bytes before the closing brace. */
    byte[] minified(byte[] suffix) {
        return minifier.minify(json, start, at, suffix);
    }

    private void value(int level) {
        switch (peek()) {
            case '"' -> string();
            case '{' -> object(level);
            case '[' -> array(level);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void object(int level) {
        open(level);
        int base = names.count();
        if (skip('}')) {
            return;
        }
        do {
            space();
            int name = at;
            name();
            int nameEnd = at;
            space();
            expect(':');
            space();
            int from = at;
            value(level + 1);
            if (level == 1) {
                members.member(JsonText.of(json, name, nameEnd), from, at);
            }
            space();
        } while (skip(','));
        expect('}');
        mayRepeatNames |= names.close(base);
    }

    private void array(int level) {
        open(level);
        if (skip(']')) {
            return;
        }
        do {
            space();
            value(level + 1);
            space();
        } while (skip(','));
        expect(']');
    }

    private void open(int level) {
        if (level > MAX_DEPTH_READ) {
            throw Malformed.HERE;
        }
        depth = Math.max(depth, level);
        at++;
        space();
    }

    private void name() {
        if (peek() != '"') {
            throw Malformed.HERE;
        }
        int from = at + 1;
        boolean escaped = string();
        int to = at - 1;
        byte[] name = escaped ? Wtf8.bytes(JsonText.of(json, from - 1, at)) : json;
        if ((escaped ? name.length : to - from) > EventParser.MAX_NAME) {
            throw Malformed.HERE;
        }
        if (++fields <= EventParser.MAX_FIELDS) { // else the event is refused anyway
            names.add(name, escaped ? 0 : from, escaped ? name.length : to);
        }
    }

    private void literal(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            expect(literal.charAt(i));
        }
    }

    private void number() {
        skip('-');
        int digits = skip('0') ? 1 : digits();
        if (skip('.')) {
            digits += digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits += digits();
        }
        if (digits > EventParser.MAX_NUMBER) {
            throw Malformed.HERE;
        }
    }

    /** Passes over digits, at least one; says how many. */
    private int digits() {
        int from = at;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw Malformed.HERE;
        }
        return at - from;
    }

    /** Passes over a string with its quotes; says whether it has escapes. */
    private boolean string() {
        boolean escaped = false;
        int i = at + 1;
        while (true) {
            if (i + Long.BYTES <= end) {
                long special = special((long) WORDS.get(json, i));
                if (special == 0) {
                    i += Long.BYTES;
                    continue;
                }
                i += Long.numberOfTrailingZeros(special) / Byte.SIZE;
            } else if (i >= end) {
                throw Malformed.HERE;
            }
            byte b = json[i];
            if (b == '"') {
                at = i + 1;
                return escaped;
            } else if (b == '\\') {
                i = escape(i);
                escaped = true;
            } else if (b < 0) {
                i = Utf8.character(json, i, end);
            } else {
                i++;
            }
            if (i < 0 || (b >= 0 && b < ' ')) {
                throw Malformed.HERE;
            }
        }
    }

    /** The high bits of bytes that are quotes, backslashes, control characters or not ASCII; what is above the first may be wrong. */
    private static long special(long word) {
        long quote = word ^ ONES * '"';
        long backslash = word ^ ONES * '\\';
        return (((quote - ONES) | (backslash - ONES) | (word - ONES * ' ')) & ~word | word) & HIGH_BITS;
    }

    /** Where the escape ends that begins at a place; -1 when it is none. */
    private int escape(int from) {
        if (from + 1 >= end) {
            return -1;
        }
        return switch (json[from + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> from + 2;
            case 'u' -> from + 6 <= end && isHex(from + 2) ? from + 6 : -1;
            default -> -1;
        };
    }

    private boolean isHex(int from) {
        boolean hex = true;
        for (int i = from; i < from + 4; i++) {
            hex &= Character.digit(json[i], 16) >= 0;
        }
        return hex;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
