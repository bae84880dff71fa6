package dev.evident.index;

import dev.evident.event.Fields;
import dev.evident.event.Leaves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is indexed of one event after the other, collected in one walk over its leaves. Reused for every event; belongs
 * to the indexing thread.
 *
 * <p>By field, the first {@value #MAX_LEAVES} leaf values are found, and the {@linkplain Fields#COMMON common fields}
 * always, as long as their path has at most {@value #LONGEST_PATH} bytes. Whatever else there is, is found by the words
 * in it.
 */
final class EventFields implements Leaves.Visitor {
    static final int MAX_LEAVES = 1_000;

    /** No query can name a longer one. */
    static final int LONGEST_PATH = 4_000;

    private static final byte[] TENANT = "tenant".getBytes(StandardCharsets.UTF_8);

    private static final List<byte[]> ALWAYS = Fields.COMMON.stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toList();

    final EventTerms terms = new EventTerms();
    final EventPoints points = new EventPoints();
    final EventText text = new EventText();

    private final Leaves leaves = new Leaves();
    private int count;

    /** Reads an event. When it fails, what stands before the failure is there. */
    void take(byte[] body) throws IOException {
        terms.clear();
        points.clear();
        text.clear();
        count = 0;
        if (body.length > 0) {
            leaves.walk(body, this);
        }
    }

    /** Takes the tenant alone, which is all that is indexed of a redacted event. */
    void takeTenant(@Nullable String tenant) {
        terms.clear();
        points.clear();
        text.clear();
        if (tenant != null) {
            terms.add(TENANT, TENANT.length, Leaves.Kind.STRING, tenant.toCharArray(), 0, tenant.length());
        }
    }

    @Override
    public void leaf(byte[] path, int pathLength, Leaves.Kind kind, char[] text, int offset, int length) {
        if (kind == Leaves.Kind.STRING) {
            this.text.add(text, offset, length);
        }
        if (pathLength > LONGEST_PATH || (count >= MAX_LEAVES && !always(path, pathLength))) {
            return;
        }
        count++;
        terms.add(path, pathLength, kind, text, offset, length);
        if (kind == Leaves.Kind.NUMBER) {
            points.number(path, pathLength, text, offset, length);
        } else if (kind == Leaves.Kind.STRING) {
            points.string(path, pathLength, text, offset, length);
        }
    }

    private static boolean always(byte[] path, int pathLength) {
        for (byte[] name : ALWAYS) {
            if (Arrays.equals(name, 0, name.length, path, 0, pathLength)) {
                return true;
            }
        }
        return false;
    }
}
