package dev.evident.api;

import dev.evident.api.Columns.Column;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.query.ReservedNames;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180: a header, one record for each event, CRLF after each, quotes where they are needed. Strings that a
 * spreadsheet would take for a formula get an apostrophe in front. What CSV cannot hold, U+0000 and halves of surrogate
 * pairs, is written as JSON writes it.
 *
 * <p>A record can be many times its event, since columns may lie inside each other ({@code a}, {@code a.b}, {@code a.b.c});
 * it is therefore written in parts, straight out of the event's bytes.
 */
final class CsvFormat implements EventFormat {
    /** The parameter that asks for U+FEFF at the beginning, by which Excel knows that the file is UTF-8. */
    static final String BYTE_ORDER_MARK = "bom";

    private final List<Column> columns;
    private final boolean marked;
    private final FieldPicker picker;

    /** Where the picker has the values of each column, the first choice first. */
    private final int[][] places;

    private final CsvCell cell = new CsvCell();

    /** The event whose record is being written, and what was picked out of it. */
    private @Nullable StoredEvent current;

    private @Nullable PickedValue[] values = {};

    /** The cell of the record that comes next, or is begun already. */
    private int column;

    private boolean begun;

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
            out.appendString("\uFEFF");
        }
        for (int i = 0; i < columns.size(); i++) {
            separate(out, i);
            cell.begin(out, PickedValue.ofString(columns.get(i).name()), columns.size() == 1);
            cell.write(out, Integer.MAX_VALUE);
        }
        out.appendString("\r\n");
    }

    /** A body that is no JSON any more was changed in the record; what can be read of it is shown. */
    @Override
    public boolean append(Buffer out, StoredEvent event, int limit) {
        if (!event.equals(current)) {
            current = event;
            values = picker.pick(EventJson.shown(event));
            column = 0;
            begun = false;
        }
        for (; column < places.length; column++) {
            if (!begun) {
                separate(out, column);
                cell.begin(out, value(event, column), columns.size() == 1);
                begun = true;
            }
            if (!cell.write(out, limit)) {
                return false;
            }
            begun = false;
        }
        out.appendString("\r\n");
        current = null;
        return true;
    }

    @Override
    public void end(Buffer out, long count) {}

    private PickedValue value(StoredEvent event, int number) {
        return switch (columns.get(number).name()) {
            case "id" -> PickedValue.ofString(event.id().toString());
            case "seq" -> PickedValue.ofString(Long.toString(event.seq()));
            case "timestamp" -> PickedValue.ofString(Timestamps.format(event.micros()));
            default -> picked(places[number]);
        };
    }

    private PickedValue picked(int[] choices) {
        for (int choice : choices) {
            PickedValue value = values[choice];
            if (value != null) {
                return value;
            }
        }
        return PickedValue.NONE;
    }

    private static void separate(Buffer out, int number) {
        if (number > 0) {
            out.appendByte((byte) ',');
        }
    }
}
