package dev.evident.event;

/** Strict UTF-8 (RFC 3629): no overlong forms, no encoded surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Where the text begins: behind the byte order mark, if there is one. It means nothing and belongs to no event. */
    static int skipMark(byte[] bytes, int from, int to) {
        boolean mark = to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return mark ? from + 3 : from;
    }

    /** Whether all of it is valid. */
    static boolean isValid(byte[] bytes, int from, int to) {
        int at = from;
        while (at >= 0 && at < to) {
            at = bytes[at] < 0 ? character(bytes, at, to) : at + 1;
        }
        return at >= 0;
    }

    /** Where the character ends that begins at {@code from} with a byte that is not ASCII (RFC 3629 §4); -1 when it is none. */
    static int character(byte[] bytes, int from, int to) {
        int first = bytes[from] & 0xFF;
        int end = from + (first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4);
        if (first < 0xC2 || first > 0xF4 || end > to) {
            return -1;
        }
        int second = bytes[from + 1] & 0xFF;
        int min = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int max = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        boolean valid = second >= min && second <= max;
        for (int i = from + 2; i < end; i++) {
            valid &= (bytes[i] & 0xC0) == 0x80;
        }
        return valid ? end : -1;
    }

    /** Whether the text begins with the byte order mark of UTF-16. */
    static boolean isUtf16(byte[] bytes, int from, int to) {
        return to - from >= 2
                && ((bytes[from] == (byte) 0xFE && bytes[from + 1] == (byte) 0xFF)
                        || (bytes[from] == (byte) 0xFF && bytes[from + 1] == (byte) 0xFE));
    }
}
