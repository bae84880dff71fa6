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
    private boolean escaped;

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
        at = value(at, 0, visitor);
        if (mayRepeatNames && JsonFaults.find(json, start, at) != null) {
            throw new Malformed();
        }
    }

    /** Passes over white space. */
    void space() {
        at = space(at);
    }

    /** Passes over a character if it stands here. */
    boolean skip(char expected) {
        boolean here = isAt(at, expected);
        at += here ? 1 : 0;
        return here;
    }

    void expect(char expected) {
        require(skip(expected));
    }

    void expectEnd() {
        require(at == end);
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

    /** The minified bytes of the last value, an object, with further bytes before the closing brace. */
    byte[] minified(byte[] suffix) {
        return minifier.minify(json, start, at, suffix);
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw new Malformed();
        }
    }

    private boolean isAt(int from, char expected) {
        return from < end && json[from] == expected;
    }

    // Each of these begins at a place and returns the place behind what it read.

    private int value(int from, int level, Visitor visitor) {
        int to =
                switch (from < end ? json[from] : 0) {
                    case '"' -> string(from);
                    case '{' -> object(from, level + 1, visitor);
                    case '[' -> array(from, level + 1, visitor);
                    case 't' -> literal(from, "true");
                    case 'f' -> literal(from, "false");
                    case 'n' -> literal(from, "null");
                    default -> number(from);
                };
        if (level > 0 && level <= shownLevels) {
            visitor.value(level, from, to);
        }
        return to;
    }

    private int object(int from, int level, Visitor visitor) {
        int base = names.count();
        int i = open(from, level);
        if (isAt(i, '}')) {
            return i + 1;
        }
        i = member(i, level, visitor);
        while (isAt(i, ',')) {
            i = member(space(i + 1), level, visitor);
        }
        require(isAt(i, '}'));
        mayRepeatNames |= names.close(base);
        return i + 1;
    }

    private int member(int from, int level, Visitor visitor) {
        int colon = space(name(from, level, visitor));
        require(isAt(colon, ':'));
        return space(value(space(colon + 1), level, visitor));
    }

    private int array(int from, int level, Visitor visitor) {
        int i = open(from, level);
        if (isAt(i, ']')) {
            return i + 1;
        }
        i = space(value(i, level, visitor));
        while (isAt(i, ',')) {
            i = space(value(space(i + 1), level, visitor));
        }
        require(isAt(i, ']'));
        return i + 1;
    }

    private int open(int from, int level) {
        require(level <= MAX_LEVELS);
        depth = Math.max(depth, level);
        return space(from + 1);
    }

    private int name(int from, int level, Visitor visitor) {
        require(isAt(from, '"'));
        escaped = false;
        int to = string(from);
        if (level <= shownLevels) {
            visitor.name(level, from, to, escaped);
        }
        fields++;
        if (checksNames) {
            byte[] name = escaped ? Wtf8.bytes(JsonText.of(json, from, to)) : json;
            int begin = escaped ? 0 : from + 1;
            int limit = escaped ? name.length : to - 1;
            require(limit - begin <= EventParser.MAX_NAME);
            if (fields <= EventParser.MAX_FIELDS) { // with more the event is refused anyway
                names.add(name, begin, limit);
            }
        }
        return to;
    }

    private int literal(int from, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            require(isAt(from + i, literal.charAt(i)));
        }
        return from + literal.length();
    }

    private int number(int from) {
        int begin = isAt(from, '-') ? from + 1 : from;
        int to = isAt(begin, '0') ? begin + 1 : digits(begin);
        int digits = to - begin;
        if (isAt(to, '.')) {
            int point = to;
            to = digits(point + 1);
            digits += to - point - 1;
        }
        if (isAt(to, 'e') || isAt(to, 'E')) {
            int power = isAt(to + 1, '+') || isAt(to + 1, '-') ? to + 2 : to + 1;
            to = digits(power);
            digits += to - power;
        }
        require(digits <= EventParser.MAX_NUMBER);
        return to;
    }

    /** At least one digit. */
    private int digits(int from) {
        int i = from;
        while (i < end && json[i] >= '0' && json[i] <= '9') {
            i++;
        }
        require(i > from);
        return i;
    }

    /** Notes whether there are escapes in the string. */
    private int string(int from) {
        int i = JsonText.special(json, from + 1, end);
        while (i < end && json[i] != '"') {
            escaped |= json[i] == '\\';
            i = JsonText.character(json, i, end);
            require(i > 0);
            i = JsonText.special(json, i, end);
        }
        require(i < end);
        return i + 1;
    }

    private int space(int from) {
        int i = from;
        while (i < end && json[i] <= ' ' && (json[i] == ' ' || json[i] == '\n' || json[i] == '\r' || json[i] == '\t')) {
            i++;
        }
        minifier.leaveOut(from, i);
        return i;
    }
}
