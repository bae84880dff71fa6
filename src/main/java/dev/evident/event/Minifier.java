package dev.evident.event;

import java.util.Arrays;

/**
 * Leaves out the white space between the tokens of one value after the other, as it was noted while the value was read, and
 * copies every other byte as it is. For one thread.
 */
final class Minifier {
    /** Where white space begins, where it ends, and so on. */
    private int[] gaps = {};

    private int count;
    private int left;

    /** Forgets what was noted. */
    void clear() {
        count = 0;
        left = 0;
    }

    /** Notes white space, if there is any, behind all that was noted before. */
    void leaveOut(int from, int to) {
        if (from == to) {
            return;
        }
        if (count == gaps.length) {
            gaps = Arrays.copyOf(gaps, Math.max(16, 2 * count));
        }
        gaps[count++] = from;
        gaps[count++] = to;
        left += to - from;
    }

    /**
     * The minified bytes of an object; the given array itself when there is nothing to change.
     *
     * @param suffix further bytes before the closing brace
     */
    byte[] minify(byte[] json, int from, int to, byte[] suffix) {
        int length = to - from - left + suffix.length;
        if (length == json.length && suffix.length == 0) {
            return json;
        }
        byte[] out = new byte[length];
        int begin = from;
        int at = 0;
        for (int i = 0; i < count; i += 2) {
            System.arraycopy(json, begin, out, at, gaps[i] - begin);
            at += gaps[i] - begin;
            begin = gaps[i + 1];
        }
        System.arraycopy(json, begin, out, at, to - begin);
        System.arraycopy(suffix, 0, out, length - suffix.length - 1, suffix.length);
        out[length - 1] = '}';
        return out;
    }
}
