package dev.evident.event;

import dev.evident.event.Problem.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 (RFC 3629): no overlong forms, no encoded surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /** Where the text begins: behind the byte order mark, if there is one. It means nothing and belongs to no event. */
    static int skipMark(byte[] bytes, int from, int to) {
        boolean mark = to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return mark ? from + 3 : from;
    }

    /** Passes over ASCII eight bytes at a time and decodes the rest strictly. */
    static void check(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to && ((long) WORDS.get(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        if (at == to) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, to - at));
        } catch (CharacterCodingException malformed) {
            throw Problem.of(
                            Kind.MALFORMED_JSON,
                            isUtf16(bytes, from, to)
                                    ? "The body is UTF-16; send UTF-8."
                                    : "The body is not valid UTF-8.")
                    .exception();
        }
    }

    /** Whether the text begins with the byte order mark of UTF-16. */
    private static boolean isUtf16(byte[] bytes, int from, int to) {
        return to - from >= 2
                && ((bytes[from] == (byte) 0xFE && bytes[from + 1] == (byte) 0xFF)
                        || (bytes[from] == (byte) 0xFF && bytes[from + 1] == (byte) 0xFE));
    }
}
