package dev.evident.merkle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tile or bundle of entries is meant, C2SP tlog-tiles: {@code <L>/<N>[.p/<W>]} or {@code entries/<N>[.p/<W>]}.
 *
 * @param entries whether the entries are meant; {@code level} is 0 then
 * @param level 0 to 63
 * @param number of the tile at its level
 * @param width hashes or entries in it: 1 to 255, or 256 for a full one
 */
public record TilePath(boolean entries, int level, long number, int width) {
    private static final int MAX_CHARACTERS = 64;

    /** Six groups of digits are more tiles than 2^63 leaves have, and fit into a {@code long}; seven need not. */
    private static final Pattern FORM = Pattern.compile(
            "(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    /** Reads what follows {@code /tile/}. */
    public static TilePath parse(String path) {
        Matcher form = FORM.matcher(path.length() > MAX_CHARACTERS ? "" : path);
        if (!form.matches() || form.group(2).startsWith("x000")) {
            throw new MalformedException("This is no path of a tile.");
        }
        boolean entries = form.group(1).equals("entries");
        int width = form.group(3) == null ? HashSource.TILE : Integer.parseInt(form.group(3));
        if (form.group(3) != null && width >= HashSource.TILE) {
            throw new MalformedException("A partial tile has a width of 1 to 255.");
        }
        return new TilePath(
                entries,
                entries ? 0 : Integer.parseInt(form.group(1)),
                Long.parseLong(form.group(2).replaceAll("[x/]", "")),
                width);
    }

    /** The number of its first hash or entry, at its level. */
    public long first() {
        return number * HashSource.TILE;
    }

    /** Whether a tree of this size has all of it. */
    public boolean isWithin(long size) {
        long hashes = level < Long.SIZE / HashSource.TILE_HEIGHT ? size >>> (level * HashSource.TILE_HEIGHT) : 0;
        return number < (1L << 54) && first() + width <= hashes;
    }

    /** As it stands after {@code /tile/}. */
    @Override
    public String toString() {
        Deque<String> groups = new ArrayDeque<>();
        groups.push(group(number));
        for (long rest = number / 1_000; rest > 0; rest /= 1_000) {
            groups.push('x' + group(rest));
        }
        return (entries ? "entries" : String.valueOf(level))
                + '/'
                + String.join("/", groups)
                + (width == HashSource.TILE ? "" : ".p/" + width);
    }

    private static String group(long number) {
        return String.format(Locale.ROOT, "%03d", number % 1_000);
    }
}
