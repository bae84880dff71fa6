package dev.evident.http;

import dev.evident.event.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One of the things that {@code Accept} or {@code Accept-Encoding} names, and how much it is wanted (RFC 9110 §12.4.2).
 *
 * @param name in lower case
 * @param quality from 0, for not at all, to 1
 */
public record Wish(String name, double quality) {
    private static final int MAX_QUALITY = 5;

    /** What headers of one name say, in its order; what is no quality is passed over. */
    public static List<Wish> parse(List<String> headers) {
        List<Wish> wishes = new ArrayList<>();
        for (String header : headers) {
            for (String element : Parts.of(header, ',')) {
                List<String> parts = Parts.of(element.toLowerCase(Locale.ROOT), ';');
                String name = parts.get(0).strip();
                if (!name.isEmpty()) {
                    wishes.add(new Wish(name, quality(parts)));
                }
            }
        }
        return wishes;
    }

    /** Whether the coding is wanted, and not less than the bytes as they are. */
    public static boolean isAccepted(String coding, List<String> headers) {
        double wanted = 0;
        double plain = 0;
        for (Wish wish : parse(headers)) {
            if (wish.name.equals(coding) || wish.name.equals("x-" + coding)) {
                wanted = Math.max(wanted, wish.quality);
            } else if (wish.name.equals("identity")) {
                plain = wish.quality;
            }
        }
        return wanted > 0 && wanted >= plain;
    }

    private static double quality(List<String> parts) {
        double quality = 1;
        for (String part : parts.subList(1, parts.size())) {
            String parameter = part.strip();
            if (parameter.startsWith("q=") && isQuality(parameter.substring(2))) {
                quality = Double.parseDouble(parameter.substring(2));
            }
        }
        return quality;
    }

    /** 0 or 1, and after a point up to three digits; not more than 1. */
    private static boolean isQuality(String text) {
        if (text.isEmpty() || text.length() > MAX_QUALITY) {
            return false;
        }
        List<String> parts = Parts.of(text, '.');
        boolean one = parts.get(0).equals("1");
        String fraction = parts.size() == 2 ? parts.get(1) : "";
        return parts.size() <= 2
                && (one || parts.get(0).equals("0"))
                && Parts.isDigits(fraction)
                && (!one || fraction.chars().allMatch(c -> c == '0'));
    }
}
