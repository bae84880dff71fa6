package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Names of keys and logs, C2SP signed-note and tlog-checkpoint: not empty, no Unicode space, no plus, no control. */
public final class KeyName {
    /** The longest, in bytes: newer cosignatures can hold no more. */
    public static final int MAX_BYTES = 255;

    private KeyName() {}

    /** Whether it can stand as a name. */
    public static boolean isValid(String name) {
        return !name.isEmpty()
                && name.getBytes(UTF_8).length <= MAX_BYTES
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || Character.isISOControl(c)
                                || Character.isSpaceChar(c)
                                || Character.isWhitespace(c));
    }

    static String require(String name) {
        if (!isValid(name)) {
            throw new MalformedException("A name has 1 to " + MAX_BYTES + " bytes, no spaces and no plus.");
        }
        return name;
    }
}
