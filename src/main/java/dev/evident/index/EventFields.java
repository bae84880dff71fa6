package dev.evident.index;

import dev.evident.event.Leaves;
import dev.evident.event.TimeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is indexed of one event after the other, collected in one walk over its leaves. Reused for every event; belongs
 * to the indexing thread.
 *
 * <p>Every leaf value is found by field, as long as its path has at most {@value #MAX_PATH_BYTES} bytes.
 */
final class EventFields implements Leaves.Visitor {
    /** No query can name a longer one. */
    static final int MAX_PATH_BYTES = 4_000;

    private static final byte[] OCCURRED_AT = "occurred_at".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TENANT = "tenant".getBytes(StandardCharsets.UTF_8);

    final EventTerms terms = new EventTerms();
    final EventPoints points = new EventPoints();
    final EventText text = new EventText();
    final FacetFields facets = new FacetFields();

    private final Leaves leaves = new Leaves();
    private long occurred;

    /** Reads an event. When it fails, what stands before the failure is there. */
    void take(byte[] body) throws IOException {
        clear();
        if (body.length > 0) {
            leaves.walk(body, this);
        }
    }

    /** When the event happened, in microseconds, as its producer says; {@link TimeText#NONE} when it does not. */
    long occurred() {
        return occurred;
    }

    /** Takes the tenant alone, which is all that is indexed of a redacted event. */
    void takeTenant(@Nullable String tenant) {
        clear();
        if (tenant != null) {
            char[] value = tenant.toCharArray();
            terms.add(TENANT, TENANT.length, Leaves.Kind.STRING, value, 0, value.length);
            facets.string(TENANT, TENANT.length, value, 0, value.length);
        }
    }

    private void clear() {
        terms.clear();
        points.clear();
        text.clear();
        facets.clear();
        occurred = TimeText.NONE;
    }

    @Override
    public void leaf(byte[] path, int pathLength, Leaves.Kind kind, char[] text, int offset, int length) {
        if (kind == Leaves.Kind.STRING) {
            this.text.add(text, offset, length);
        }
        if (pathLength > MAX_PATH_BYTES) {
            return;
        }
        terms.add(path, pathLength, kind, text, offset, length);
        if (kind == Leaves.Kind.NUMBER) {
            points.number(path, pathLength, text, offset, length);
        } else if (kind == Leaves.Kind.STRING) {
            long micros = points.string(path, pathLength, text, offset, length);
            if (Arrays.equals(path, 0, pathLength, OCCURRED_AT, 0, OCCURRED_AT.length)) {
                occurred = micros;
            }
            facets.string(path, pathLength, text, offset, length);
        }
    }
}
