package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.api.PickedValue.Piece;
import io.vertx.core.buffer.Buffer;

/**
 * Writes one cell of a CSV file, as much of it at a time as fits: with quotes where they are needed, and with
 * an apostrophe in front of a string that a spreadsheet would take for a formula. For one thread.
 */
final class CsvCell {
    /** As OWASP lists them, the full-width forms included that some spreadsheets take for the same. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static final int MAX_UTF8_BYTES = 3;

    private PickedValue value = PickedValue.NONE;
    private boolean quoted;
    private int piece;
    private int at;

    /**
     * Begins a cell.
     *
     * @param alone whether the record has no other: a line of nothing is quoted then, since readers pass over empty lines
     */
    void begin(Buffer out, PickedValue begun, boolean alone) {
        value = begun;
        piece = 0;
        at = begun.piece(0).from();
        quoted = needsQuotes(alone);
        if (quoted) {
            out.appendByte((byte) '"');
        }
        if (value.isString() && isFormula(value.piece(0))) {
            out.appendByte((byte) '\'');
        }
    }

    /** Goes on until the cell is whole, and then returns true, or until the buffer has reached the limit in bytes. */
    boolean write(Buffer out, int limit) {
        for (; piece < value.pieces(); piece++) {
            Piece stretch = value.piece(piece);
            at = Math.max(at, stretch.from());
            while (at < stretch.to()) {
                if (out.length() >= limit) {
                    return false;
                }
                int end = at + Math.min(stretch.to() - at, limit - out.length());
                at = append(out, stretch.bytes(), at, end);
            }
            at = 0;
        }
        if (quoted) {
            out.appendByte((byte) '"');
        }
        return true;
    }

    /** Up to a quote, which is written twice, or the end; where it ended. */
    private static int append(Buffer out, byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '"') {
            end++;
        }
        boolean isQuote = end < to;
        if (isQuote) {
            end++;
        }
        out.appendBytes(bytes, from, end - from);
        if (isQuote) {
            out.appendByte((byte) '"');
        }
        return end;
    }

    private boolean needsQuotes(boolean alone) {
        boolean empty = true;
        for (int i = 0; i < value.pieces(); i++) {
            Piece stretch = value.piece(i);
            empty &= stretch.from() == stretch.to();
            for (int k = stretch.from(); k < stretch.to(); k++) {
                byte c = stretch.bytes()[k];
                if (c == '"' || c == ',' || c == '\r' || c == '\n') {
                    return true;
                }
            }
        }
        return alone && empty;
    }

    private static boolean isFormula(Piece text) {
        int length = Math.min(MAX_UTF8_BYTES, text.to() - text.from());
        return length > 0
                && FORMULA_STARTS.indexOf(new String(text.bytes(), text.from(), length, UTF_8).charAt(0)) >= 0;
    }
}
