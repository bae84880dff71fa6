package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;

/** Time zones as a query names them: a name of the IANA database, or an offset such as {@code +05:30}. */
final class Zones {
    static final String PARAMETER = "timezone";

    private static final Set<String> NAMES = ZoneId.getAvailableZoneIds();

    /** In the IANA database, but not among what older JDKs list. */
    private static final Map<String, String> ABBREVIATIONS = Map.of("EST", "-05:00", "MST", "-07:00", "HST", "-10:00");

    private Zones() {}

    /** The zone, or the problem {@code invalid-parameter}. */
    static ZoneId parse(String name) {
        if (NAMES.contains(name)) {
            return ZoneId.of(name);
        }
        if (ABBREVIATIONS.containsKey(name)) {
            return ZoneOffset.of(ABBREVIATIONS.get(name));
        }
        if (name.equals("Z") || name.equals("z")) {
            return ZoneOffset.UTC;
        }
        if (isOffset(name)) {
            int hours = two(name, 1);
            int minutes = name.length() == 3 ? 0 : two(name, name.length() - 2);
            if (minutes < 60 && 60 * hours + minutes <= 18 * 60) {
                int sign = name.charAt(0) == '-' ? -1 : 1;
                return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
            }
        }
        throw problem(
                PARAMETER,
                PARAMETER + " \"" + shown(name)
                        + "\" is neither a name of the IANA time zone database that this service knows, such as"
                        + " Europe/Berlin, nor an offset from -18:00 to +18:00, such as +05:30."
                        + ReservedNames.hint(PARAMETER));
    }

    /** {@code +05:30}, {@code +0530} or {@code +05}; a plus that was not percent-encoded arrives as a space. */
    private static boolean isOffset(String name) {
        int length = name.length();
        if ((length != 3 && length != 5 && length != 6) || "+- ".indexOf(name.charAt(0)) < 0) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = name.charAt(i);
            if ((length == 6 && i == 3) ? c != ':' : (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static int two(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }
}
