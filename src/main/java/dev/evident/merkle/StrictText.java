package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Base64;
import java.util.regex.Pattern;

/** Reads what stands in signed texts in the one form in which each of it may be written, and in no other. */
final class StrictText {
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private StrictText() {}

    /**
     * RFC 4648 §4 with its padding. Java's decoder lets missing padding and stray bits pass, so that several texts would
     * mean the same bytes.
     */
    static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw new MalformedException("This is not standard base64 with padding.");
    }

    /** A hash in base64. */
    static byte[] hash(String text) {
        byte[] hash = base64(text);
        if (hash.length != TreeHash.BYTES) {
            throw new MalformedException("A hash has " + TreeHash.BYTES + " bytes, this has " + hash.length + ".");
        }
        return hash;
    }

    /** A number from 0 to 2^63 - 1 without leading zeros. */
    static long number(String text) {
        try {
            if (DECIMAL.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw new MalformedException("This is not a decimal number without leading zeros.");
    }

    /** UTF-8 without a byte that is none. */
    static String utf8(byte[] bytes) {
        try {
            return UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedException("This is not UTF-8.");
        }
    }
}
