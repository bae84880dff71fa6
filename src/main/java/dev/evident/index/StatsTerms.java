package dev.evident.index;

import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/** Reads terms back as {@link TermBuffer} wrote them. */
final class StatsTerms {
    private static final String VARIANT_DATA = "variant_data.";

    private StatsTerms() {}

    /** Whether a byte tells the type of a value. */
    static boolean isType(byte type) {
        return type >= TermBuffer.STRING && type <= TermBuffer.NULL;
    }

    /** Where the byte of the type stands in a term. */
    static int typeAt(BytesRef term) {
        int end = term.offset + term.length;
        int at = term.offset;
        if (at < end && term.bytes[at] == TermBuffer.VARIANT_DATA) {
            at++;
        }
        while (at < end && !endsText(term.bytes[at])) {
            at++;
        }
        if (at < end && term.bytes[at] == TermBuffer.HASHED) {
            at += 1 + TermBuffer.HASH_BYTES;
        }
        if (at >= end) {
            throw new IllegalStateException("a term has no type");
        }
        return at;
    }

    /** A path, without type and value, as it is written in a filter. */
    static String path(BytesRef path) {
        boolean data = path.length > 0 && path.bytes[path.offset] == TermBuffer.VARIANT_DATA;
        return data
                ? VARIANT_DATA + new BytesRef(path.bytes, path.offset + 1, path.length - 1).utf8ToString()
                : path.utf8ToString();
    }

    /** Whether the whole of a path or value is there, and not its start and a hash. */
    static boolean isWhole(BytesRef text) {
        return readable(text).length == text.length;
    }

    /** A path or value, or what is left of one that was cut. */
    static BytesRef readable(BytesRef text) {
        for (int i = 0; i < text.length; i++) {
            if (text.bytes[text.offset + i] == TermBuffer.HASHED) {
                return new BytesRef(text.bytes, text.offset, i);
            }
        }
        return text;
    }

    /** A term that starts as another one, up to a byte that stands behind that. */
    static BytesRef with(BytesRef start, byte next) {
        byte[] bytes = Arrays.copyOfRange(start.bytes, start.offset, start.offset + start.length + 1);
        bytes[start.length] = next;
        return new BytesRef(bytes);
    }

    /** No byte of UTF-8 text is one of these. */
    private static boolean endsText(byte b) {
        return (b & 0xFF) >= (TermBuffer.STRING & 0xFF);
    }
}
