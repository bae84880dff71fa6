package dev.evident.api;

import dev.evident.api.Columns.Column;
import dev.evident.api.FieldPicker.Value;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.event.Wtf8;
import dev.evident.query.ReservedNames;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180: a header, one record for each event, CRLF after each, quotes where they are needed. Strings that a
 * spreadsheet would take for a formula get an apostrophe in front. What CSV cannot hold, U+0000 and halves of surrogate
 * pairs, is written as JSON writes it.
 */
final class CsvFormat implements EventFormat {
    /** The parameter that asks for U+FEFF at the beginning, by which Excel knows that the file is UTF-8. */
    static final String BYTE_ORDER_MARK = "bom";

    /** As OWASP lists them, the full-width forms included that some spreadsheets take for the same. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final List<Column> columns;
    private final boolean marked;
    private final FieldPicker picker;

    /** Where the picker has the values of each column, the first choice first. */
    private final int[][] places;

    private final StringBuilder line = new StringBuilder();
    private int cells;

    /**
     * A writer of these columns.
     *
     * @param marked whether a byte order mark comes first
     */
    CsvFormat(List<Column> columns, boolean marked) {
        this.columns = columns;
        this.marked = marked;
        List<List<String>> picked = columns.stream()
                .flatMap(column -> column.paths().stream())
                .distinct()
                .toList();
        this.picker = new FieldPicker(picked);
        this.places = columns.stream()
                .map(column -> column.paths().stream().mapToInt(picked::indexOf).toArray())
                .toArray(int[][]::new);
    }

    /** What the parameter says, or the problem {@code invalid-parameter}. */
    static boolean isMarked(Optional<String> value) {
        String said = value.orElse("false");
        if (!said.equals("true") && !said.equals("false")) {
            throw Problem.of(
                            Kind.INVALID_PARAMETER,
                            BYTE_ORDER_MARK + " is true or false." + ReservedNames.hint(BYTE_ORDER_MARK))
                    .with("field", BYTE_ORDER_MARK)
                    .exception();
        }
        return said.equals("true");
    }

    @Override
    public void begin(Buffer out) {
        if (marked) {
            line.append('\uFEFF');
        }
        for (Column column : columns) {
            cell(Wtf8.readable(column.name()), true);
        }
        endLine(out);
    }

    /** A body that is no JSON any more was changed in the record; what can be read of it is shown. */
    @Override
    public void append(Buffer out, StoredEvent event) {
        @Nullable Value[] values = picker.pick(EventJson.shown(event));
        for (int i = 0; i < places.length; i++) {
            switch (columns.get(i).name()) {
                case "id" -> cell(event.id().toString(), false);
                case "seq" -> cell(Long.toString(event.seq()), false);
                case "timestamp" -> cell(Timestamps.format(event.micros()), false);
                default -> cell(places[i], values);
            }
        }
        endLine(out);
    }

    @Override
    public void end(Buffer out, long count) {}

    private void cell(int[] choices, @Nullable Value[] values) {
        for (int choice : choices) {
            Value value = values[choice];
            if (value != null) {
                cell(Wtf8.readable(value.text()), value.isString());
                return;
            }
        }
        cell("", false);
    }

    private void cell(String text, boolean isString) {
        if (cells++ > 0) {
            line.append(',');
        }
        boolean defused = isString && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        if (!needsQuotes(text)) {
            line.append(defused ? "'" : "").append(text);
            return;
        }
        line.append(defused ? "\"'" : "\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(c == '"' ? "\"" : "").append(c);
        }
        line.append('"');
    }

    /** A record of nothing but one empty value is quoted too: readers pass over empty lines. */
    private boolean needsQuotes(String text) {
        if (text.isEmpty()) {
            return columns.size() == 1;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == ',' || c == '\r' || c == '\n') {
                return true;
            }
        }
        return false;
    }

    private void endLine(Buffer out) {
        out.appendBytes(line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        line.setLength(0);
        cells = 0;
    }
}
