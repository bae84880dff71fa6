package dev.evident.event;

/**
 * The one pass over JSON text. It accepts what RFC 8259 and, for its UTF-8, RFC 3629 allow and nothing else, refuses names
 * that stand twice in one object and tokens beyond the limits of the {@link EventParser}, notes white space between tokens
 * for the {@link Minifier}, and shows what it reads. Why it refuses something is for {@link JsonFaults} to find out.
 *
 * <p>Reads one value after the other; for one thread.
 */
final class JsonScanner {
    /** Levels that are read, so that an event with somewhat too many does not spoil its batch. */
    static final int MAX_LEVELS = EventParser.MAX_DEPTH + 8;

    /** Thrown at the first byte that cannot stand where it stands, without a message or a stack trace. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Malformed() {
            super(null, null, false, false);
        }
    }

    /** Sees names and values at a level: that of the object or array in which they stand. The outermost one has level 1. */
    interface Visitor {

        /** A name was read, with its quotes; its value is read next. */
        void name(int level, int from, int to, boolean escaped);

        /** A value of any kind was read, other than the outermost one. */
        void value(int level, int from, int to);
    }

    private final byte[] json;
    private final int shownLevels;
    private final boolean checksNames;
    private final Minifier minifier = new Minifier();
    private final NameHashes names = new NameHashes();
    private int at;
    private int end;
    private int start;
    private int fields;
    private int depth;
    private boolean mayRepeatNames;

    /**
     * Reads what stands in some bytes.
     *
     * @param shownLevels a visitor sees what stands at this number of levels, from the outermost
     * @param checksNames whether names that stand twice and too long ones are refused; what is stored was checked before
     */
    JsonScanner(byte[] json, int shownLevels, boolean checksNames) {
        this.json = json;
        this.shownLevels = shownLevels;
        this.checksNames = checksNames;
        this.end = json.length;
    }

    /** Goes to a part of the bytes. */
    void moveTo(int from, int to) {
        at = from;
        end = to;
    }

    /** Reads one value, whose first byte must stand here, to behind its last one. */
    void value(Visitor visitor) {
        start = at;
        fields = 0;
        depth = 0;
        mayRepeatNames = false;
        minifier.clear();
        names.clear();
        value(0, visitor);
        if (mayRepeatNames && JsonFaults.find(json, start, at) != null) {
            throw new Malformed();
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
        boolean here = peek() == expected;
        at += here ? 1 : 0;
        return here;
    }

    void expect(char expected) {
        require(skip(expected));
    }

    void expectEnd() {
        require(at == end);
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

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw new Malformed();
        }
    }

    private void value(int level, Visitor visitor) {
        int from = at;
        switch (peek()) {
            case '"' -> string();
            case '{' -> object(level + 1, visitor);
            case '[' -> array(level + 1, visitor);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
        if (level > 0 && level <= shownLevels) {
            visitor.value(level, from, at);
        }
    }

    private void object(int level, Visitor visitor) {
        open(level);
        int base = names.count();
        if (skip('}')) {
            return;
        }
        do {
            space();
            name(level, visitor);
            space();
            expect(':');
            space();
            value(level, visitor);
            space();
        } while (skip(','));
        expect('}');
        mayRepeatNames |= names.close(base);
    }

    private void array(int level, Visitor visitor) {
        open(level);
        if (skip(']')) {
            return;
        }
        do {
            space();
            value(level, visitor);
            space();
        } while (skip(','));
        expect(']');
    }

    private void open(int level) {
        require(level <= MAX_LEVELS);
        depth = Math.max(depth, level);
        at++;
        space();
    }

    private void name(int level, Visitor visitor) {
        require(peek() == '"');
        int from = at;
        boolean escaped = string();
        if (level <= shownLevels) {
            visitor.name(level, from, at, escaped);
        }
        fields++;
        if (checksNames) {
            byte[] name = escaped ? Wtf8.bytes(JsonText.of(json, from, at)) : json;
            int begin = escaped ? 0 : from + 1;
            int limit = escaped ? name.length : at - 1;
            require(limit - begin <= EventParser.MAX_NAME);
            if (fields <= EventParser.MAX_FIELDS) { // with more the event is refused anyway
                names.add(name, begin, limit);
            }
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
        require(digits <= EventParser.MAX_NUMBER);
    }

    /** Passes over digits, at least one; says how many. */
    private int digits() {
        int from = at;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        require(at > from);
        return at - from;
    }

    /** Passes over a string with its quotes; says whether it has escapes. */
    private boolean string() {
        boolean escaped = false;
        int i = JsonText.special(json, at + 1, end);
        for (; i < end && json[i] != '"'; i = JsonText.special(json, i, end)) {
            escaped |= json[i] == '\\';
            i = JsonText.character(json, i, end);
            require(i > 0);
        }
        require(i < end);
        at = i + 1;
        return escaped;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
